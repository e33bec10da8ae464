import { strict as assert } from 'node:assert';
import { AFC_STATUS, FileTree, LARGEST_TREE_BYTES } from './file-tree.ts';

describe('a file tree of a virtual iPhone', () => {
  let tree: FileTree;
  beforeEach(() => {
    tree = new FileTree(() => 1_000, ['Documents']);
  });

  it('overwrites in place and fills a gap with zeros', () => {
    const file = tree.file('Documents/a', true);
    tree.write(file, 0, Buffer.from('abc'));
    tree.write(file, 1, Buffer.from('X'));
    tree.write(file, 5, Buffer.from('z'));
    assert.deepEqual(file.read(0, 99), Buffer.from('aXc\0\0z'));
  });

  it('shows zeros, not old bytes, after a file shrank and grew', () => {
    const file = tree.file('Documents/a', true);
    tree.write(file, 0, Buffer.from('secret'));
    tree.resize(file, 1);
    tree.resize(file, 3);
    assert.deepEqual(file.read(0, 99), Buffer.from('s\0\0'));
  });

  it('never leaves its root', () => {
    tree.makeDirectory('../../etc/x');
    assert.deepEqual(tree.list('/'), ['Documents', 'etc']);
  });

  it('moves a directory, but not into itself', () => {
    tree.makeDirectory('Documents/a/b');
    assert.throws(() => tree.rename('Documents/a', 'Documents/a/b/c'), { status: AFC_STATUS.badArgument });
    tree.rename('Documents/a', 'moved');
    assert.deepEqual([tree.list('Documents'), tree.list('moved')], [[], ['b']]);
  });

  it('keeps a directory that is not empty unless its contents may go too', () => {
    tree.makeDirectory('Documents/a');
    assert.throws(() => tree.remove('Documents', 'only-if-empty'), { status: AFC_STATUS.notEmpty });
    tree.remove('Documents', 'with-contents');
    assert.throws(() => tree.info('Documents/a'), { status: AFC_STATUS.notFound });
  });

  it('is full at its limit', () => {
    const file = tree.file('Documents/huge', true);
    assert.throws(() => tree.write(file, LARGEST_TREE_BYTES, Buffer.from('x')), { status: AFC_STATUS.noSpace });
    assert.equal(file.bytes, 0);
  });

  it('takes no path longer than 1024 characters, and writes on however deep it has become', () => {
    const tree = new FileTree(() => 0, []);
    assert.throws(() => tree.makeDirectory('a/'.repeat(600)), /AFC status 7 for 'a\/a\//);
    for (let depth = 0; depth < 200; depth += 1) {
      tree.makeDirectory(`${depth}/${'a/'.repeat(400)}`);
      if (depth > 0) tree.rename(String(depth - 1), `${depth}/${'a/'.repeat(400)}b`);
    }
    tree.write(tree.file('song', true), 0, Buffer.from('ring'));
    assert.equal(tree.info('song').bytes, 4);
  });
});
