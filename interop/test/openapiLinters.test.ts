import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { documentOf, envelopes } from './openapiDocuments.ts'

// Linters are slow on a busy machine.
t.setTimeout(600_000)

const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))

const folder = t.testdir({ 'spectral.yaml': 'extends: spectral:oas\n' })
const files: string[] = []

t.before(async () => {
  for (const envelope of envelopes) {
    for (const version of ['3.0.3', '3.1.0']) {
      const file = join(folder, `${envelope}-${version}.json`)
      writeFileSync(file, JSON.stringify(await documentOf(version, envelope)))
      files.push(file)
    }
  }
})

function run (name: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(bin(name), args, { cwd: folder, encoding: 'utf8', maxBuffer: 100_000_000, env: { ...process.env, REDOCLY_TELEMETRY: 'off', NODE_OPTIONS: '' } })
  if (error !== undefined) throw error
  return stdout === '' ? stderr : stdout
}

interface RedoclyProblem {
  readonly ruleId: string
  readonly severity: 'error' | 'warn'
  readonly message: string
  readonly location: ReadonlyArray<{ readonly source: { readonly ref: string } }>
}

t.test('Redocly finds no error in any document, and no warning except one about unions of jsonapi and google', async t => {
  // One object for each file.
  const printed = run('redocly', ['lint', ...files, '--extends=recommended', '--format=json', '--max-problems=1000']).replaceAll(/^\}\{$/gm, '}\n{').split(/^(?=\{$)/m)
  t.equal(printed.length, files.length)
  const problems = printed.flatMap(text => (JSON.parse(text) as { problems: readonly RedoclyProblem[] }).problems)
  // Both envelopes have the code in a list, so only whole bodies tell codes apart: Redocly compares the first members.
  const isExpected = ({ ruleId, location: [place] }: RedoclyProblem) => ruleId === 'no-illogical-composition-keywords' && /\b(jsonapi|google)-/.test(place?.source.ref ?? '')
  t.same(problems.filter(problem => !isExpected(problem)).map(({ ruleId, message, location }) => [location[0]?.source.ref.split('/').at(-1), ruleId, message]), [])
  t.ok(problems.some(isExpected), 'Redocly has read the documents')
})

t.test('Spectral finds no error in any document', async t => {
  const printed = run('spectral', ['lint', ...files, '--ruleset', join(folder, 'spectral.yaml'), '--format', 'json'])
  const found = JSON.parse(printed.slice(0, printed.lastIndexOf(']') + 1)) as ReadonlyArray<{ readonly code: string, readonly severity: number, readonly message: string, readonly source: string }>
  t.same(found.filter(({ severity }) => severity === 0).map(({ code, message, source }) => [source.split('/').at(-1), code, message]), [])
})

t.test('both linters find the errors of an invalid document', async t => {
  const document = await documentOf('3.1.0', 'nested')
  const { schemas } = document['components'] as { schemas: Record<string, unknown> }
  delete schemas['NotFoundError']
  const file = join(folder, 'broken.json')
  writeFileSync(file, JSON.stringify(document))
  t.match(run('redocly', ['lint', file, '--extends=recommended', '--format=json']), /no-unresolved-refs/)
  t.match(run('spectral', ['lint', file, '--ruleset', join(folder, 'spectral.yaml'), '--format', 'json']), /invalid-ref/)
})
