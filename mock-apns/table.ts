/** What the gateway's state is kept in: a `Map`, or a table that other processes see, too (`workers/`). */
export interface Table<Value> {
  readonly size: number;
  /** May be a copy: who changes a value sets it again. */
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
  /** @returns whether it was there. */
  delete(key: string): boolean;
  keys(): Iterable<string>;
}
