/** NSURL of an absolute address. Relative ones, and those to files, are not there. */

export class NSURL {
  readonly absoluteString: string;
  readonly #parts: URL;

  private constructor(text: string, parts: URL) {
    this.absoluteString = text;
    this.#parts = parts;
  }

  /** null when the text is no absolute URL. */
  static URLWithString(text: string): NSURL | null {
    try {
      return new NSURL(text, new URL(text));
    } catch {
      return null;
    }
  }

  get scheme(): string {
    return this.#parts.protocol.slice(0, -1);
  }

  get host(): string | null {
    return this.#parts.hostname || null;
  }

  get path(): string {
    return this.#parts.pathname;
  }

  /** Without the question mark. */
  get query(): string | null {
    return this.#parts.search.slice(1) || null;
  }
}
