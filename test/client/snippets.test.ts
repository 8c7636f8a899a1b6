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

t.test('snippets in Python and Go handle the class of a code', async t => {
  t.equal(textOf('locked', 'python'), 'from errors import LockedError\n\ntry:\n    call()\nexcept LockedError as error:\n    print(error.details.get("by"))')
  t.equal(textOf('locked', 'go'), 'var failed *apierrors.LockedError\nif errors.As(apierrors.Check(response), &failed) {\n\tfmt.Println(failed.RawDetails)\n}')
  for (const [code, python, go] of [['slow_down', 'error.retry_after', '*failed.RetryAfter'], ['internal', 'error', 'failed.Message']] as const) {
    t.match(textOf(code, 'python'), `print(${python})`)
    t.match(textOf(code, 'go'), `fmt.Println(${go})`)
  }
})
