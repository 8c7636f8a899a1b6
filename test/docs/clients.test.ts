import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { client } from '../../src/cli/client.ts'
import { root } from './pages.ts'

const page = readFileSync(join(root, 'docs/guides/clients.md'), 'utf8')
const blocksOf = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)
const example = join(root, 'examples/client')
const textsOf = (folder: string, ending: string) => readdirSync(folder).filter(name => name.endsWith(ending)).map(name => readFileSync(join(folder, name), 'utf8')).join('\n')

t.test('examples/client pays each amount once through a proxy that loses, cuts and replaces responses', async t => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', join(example, 'main.ts')], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] } })
  t.equal(status, 0, stderr)
  t.equal(stdout, blocksOf('text')[0])
})

t.test('the client of the example is what the command generates', async t => {
  t.match(await client(join(example, 'catalog.yaml'), { lang: 'ts', output: join(example, 'errors.ts'), check: true }), { code: 0 })
})

t.test('the blocks of the guide are parts of programs that tests run', async t => {
  const languages = join(root, 'interop/test/languages')
  for (const [language, count, text] of [
    ['ts', 3, textsOf(example, '.ts')],
    ['yaml', 1, textsOf(example, '.yaml')],
    ['python', 1, textsOf(languages, '.py')],
    ['go', 2, textsOf(languages, '.go')]
  ] as const) {
    const blocks = blocksOf(language)
    t.equal(blocks.length, count, language)
    for (const block of blocks) t.ok(text.includes(block), block)
  }
})
