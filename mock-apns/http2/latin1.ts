/** Bytes as text and back, one byte a character, without the choice of an encoding at every call. */

/** Node's Buffers have these; their types do not. */
interface Latin1Bytes {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, at: number): number;
}

export function latin1Text(bytes: Buffer, start: number, end: number): string {
  return (bytes as Buffer & Latin1Bytes).latin1Slice(start, end);
}

export function writeLatin1(into: Buffer, at: number, text: string): void {
  (into as Buffer & Latin1Bytes).latin1Write(text, at);
}
