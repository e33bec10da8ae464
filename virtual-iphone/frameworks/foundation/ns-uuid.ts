/** NSUUID: a value; its text is upper case, as the system prints it. */

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export class NSUUID {
  readonly UUIDString: string;

  private constructor(text: string) {
    this.UUIDString = text.toUpperCase();
  }

  static UUID(): NSUUID {
    return new NSUUID(crypto.randomUUID());
  }

  /** The UUID in a text of either case, or null when it is none. */
  static initWithUUIDString(text: string): NSUUID | null {
    return PATTERN.test(text) ? new NSUUID(text) : null;
  }

  isEqual(other: NSUUID | null): boolean {
    return other?.UUIDString === this.UUIDString;
  }

  toString(): string {
    return this.UUIDString;
  }
}
