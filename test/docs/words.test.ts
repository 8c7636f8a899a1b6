import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { filesOf, pages, proseOf, root } from './pages.ts'
import { quoted, words } from './words.ts'

const sources = filesOf(['src', 'scripts', 'bench', 'acceptance', 'examples', 'test', 'interop/test'], ['.ts', '.mjs'])

/** The comments of a source file, and its string literals of several words: messages and help. */
function textsOf (source: string): string[] {
  const comments = [...source.matchAll(/(?:^|\s)\/\/ (.+)$|^\s*\/?\*\*? (.+)$/gm)].map(([, line = '', block = '']) => line + block)
  const literals = [...source.matchAll(/'((?:[^'\\\n]|\\.)* (?:[^'\\\n]|\\.)*)'|`([^`\\\n]* [^`\\\n]*)`/g)].map(([, single = '', template = '']) => single + template)
  return [...comments, ...literals.map(literal => literal.replaceAll(/\$\{[^}]*\}/g, ''))].filter(text => !quoted.includes(text))
}

/** Pages quote messages of others, and code, in backticks. */
const textsOfPage = (page: string) => proseOf(page).replaceAll(/`[^`\n]*`/g, '').split('\n')

function findings (texts: readonly string[]): string[] {
  return texts.flatMap(text => words.filter(({ pattern }) => pattern.test(text)).map(({ pattern, reason }) => `"${pattern.exec(text)?.[0]}": ${reason} (${text.trim()})`))
}

t.test('the check finds a refused word in comments, messages and pages', async t => {
  const source = ['// The log is told of it.', "const message = 'there is one mistake'", 'const word = /mistake/'].join('\n')
  t.equal(findings(textsOf(source)).length, 2)
})

t.test('no comment, message, help text or test title has a refused word', async t => {
  for (const file of sources.filter(file => !file.startsWith('test/docs/words'))) t.same(findings(textsOf(readFileSync(join(root, file), 'utf8'))), [], file)
})

t.test('no page has a refused word', async t => {
  for (const page of pages) t.same(findings(textsOfPage(page)), [], page)
})
