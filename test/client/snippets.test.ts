import t from 'tap'
import { loadContract } from '../../src/envelope/load.ts'
import { snippetsOf } from '../../src/render/generate/snippets.ts'
import type { Entry } from '../../src/catalog/entry.ts'
import { catalogOf } from './responses.ts'

const { catalog } = await loadContract({ ...catalogOf('nested'), codes: { ...catalogOf('nested').codes, dashed: { status: 400, message: 'M.', details: { 'x-y': 'string' } } } })
const textOf = (code: string, language: string) => snippetsOf(catalog, catalog.entries.get(code) as Entry).find(snippet => snippet.language === language)?.text

t.test('a snippet in TypeScript handles the class of a code', async t => {
  t.equal(textOf('locked', 'ts'), `import { LockedError } from './errors.ts'

try {
  await call()
} catch (error) {
  if (!(error instanceof LockedError)) throw error
  console.error(error.details.by)
}`)
  for (const [code, want] of [['slow_down', 'error.retryAfter'], ['internal', 'error.message'], ['dashed', "error.details['x-y']"]] as const) t.match(textOf(code, 'ts'), `console.error(${want})`)
})
