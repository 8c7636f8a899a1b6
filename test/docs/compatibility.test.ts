import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { groups, versionOf } from '../../scripts/compatibilityPage.ts'
import { root } from './pages.ts'

const rows = groups.flatMap(({ rows }) => rows)
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The text of a test with that of the files beside it that it imports. */
function textOf (test: string): string {
  const text = read(test)
  const imported = [...text.matchAll(/from '\.\/(\w+\.ts)'/g)].map(([, file = '']) => join(dirname(test), file)).filter(file => existsSync(join(root, file)))
  return [text, ...imported.map(read)].join('\n')
}

t.test('each row of the compatibility page has an exact version, a test that uses the library, and a guide that the test follows', async t => {
  for (const row of rows) {
    const { library, package: name = library, guide, test } = row
    t.match(versionOf(row), /^\d+\.\d+\.\d+/, `${name}: version`)
    t.ok(existsSync(join(root, test)), `${name}: ${test}`)
    const page = guide === undefined ? '' : read(`docs/guides/${guide}.md`)
    const names = library.replace('@', '').split('/')
    if (guide !== undefined) t.ok(names.some(name => page.toLowerCase().includes(name)), `${name}: the guide ${guide} names it`)
    const isFollowed = textOf(test).includes(`guides/${guide}.md`)
    t.ok(textOf(test).includes(name) || (isFollowed && page.includes(name)), `${name}: ${test} uses it`)
  }
})

t.test('every guide that the tests of libraries follow is on the page', async t => {
  const followed = [...new Set([...read('interop/test/guides.test.ts').matchAll(/guides\/([\w-]+)\.md/g)].map(([, guide]) => guide))]
  // The guide for monorepos is about the package itself.
  t.same(followed.filter(guide => guide !== 'monorepos' && !rows.some(row => row.guide === guide)), [])
})

t.test('a library without an exact version is refused', async t => {
  const row = { library: 'fastify-cli', works: '', test: '' } as const
  t.equal(versionOf(row), versionOf(row))
  t.throws(() => versionOf({ ...row, library: 'not-installed' }), /pins no exact version of not-installed/)
  t.throws(() => versionOf({ ...row, from: 'root', library: 'not-installed' }), /pins no exact version/)
})
