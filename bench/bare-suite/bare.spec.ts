/** Nothing to check: what is measured is everything around it. */

describe('the bare suite', () => {
  it('does nothing', () => undefined);
});
