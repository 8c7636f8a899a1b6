import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

/** From the top down; folders in one row do not import one another. */
const levels = [
  ['index.ts', 'cli.ts', 'testing.ts', 'record.ts', 'idempotency.ts', 'client.ts', 'openapi.ts', 'docs.ts', 'telemetry.ts'],
  ['cli'],
  ['lint', 'diff', 'idempotency', 'docs', 'importing', 'telemetry'],
  ['server'], ['server/openapi'], ['server/framework'], ['server/reply'], ['server/routes', 'server/mapping'], ['server/validation', 'server/rateLimit'], ['server/scope'], ['server/roles', 'server/schema'], ['server/fastify'],
  ['render/pages'], ['render/generate', 'render/openapi'], ['render', 'testing'],
  ['envelope'], ['failure'], ['catalog'], ['format'], ['source'], ['support', 'client']
]

const folderOf = (file: string) => file.includes('/') ? dirname(file) : file
const levelOf = (file: string) => levels.findIndex(folders => folders.includes(folderOf(file)))

const imports = new Map(files.map(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const targets = [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, target]) => relative(src, join(src, dirname(file), target as string)))
  return [file, targets] as const
}))

t.test('every file stands in a folder of the plan', async t => {
  for (const file of files) t.not(levelOf(file), -1, file)
})

t.test('imports go down, and folders on one level do not import one another', async t => {
  for (const [file, targets] of imports) {
    for (const target of targets) t.ok(levelOf(target) > levelOf(file) || folderOf(target) === folderOf(file), `${file} imports ${target}`)
  }
})

t.test('idempotency, docs and telemetry enter the server by one file', async t => {
  const entered = [...imports].filter(([file]) => /^(idempotency|docs|telemetry)\//.test(file)).flatMap(([, targets]) => targets.filter(target => target.startsWith('server/')))
  t.same([...new Set(entered)], ['server/forPlugins.ts'])
})

t.test('lint and CLI import nothing of the server', async t => {
  for (const [file, targets] of imports) {
    if (/^(lint|cli)\/|^cli\.ts$/.test(file)) t.same(targets.filter(target => target.startsWith('server/')), [], file)
  }
})

t.test('the client imports no package, no Node module and no other folder', async t => {
  for (const file of files.filter(file => file.startsWith('client/'))) {
    t.notMatch(readFileSync(join(src, file), 'utf8'), /from '(?!\.\/)/, file)
  }
})

t.test('no file imports itself through others', async t => {
  const done = new Set<string>()
  const walk = (file: string, chain: readonly string[]) => {
    if (chain.includes(file)) t.fail([...chain.slice(chain.indexOf(file)), file].join(' → '))
    else if (!done.has(file)) {
      for (const target of runtimeImports(file)) walk(target, [...chain, file])
      done.add(file)
    }
  }
  for (const file of files) walk(file, [])
  t.equal(done.size, files.length)
})

/** A type that is imported is gone when the program runs. */
function runtimeImports (file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) (?!type\b)[^';]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm)]
    .map(([, of, dynamic]) => relative(src, join(src, dirname(file), of ?? dynamic as string)))
}

t.test('no file is longer than 250 lines', async t => {
  for (const file of files.filter(file => !['catalog/shipped.ts', 'render/pages/assets.ts', 'render/generate/runtimes.ts'].includes(file))) {
    const lines = readFileSync(join(src, file), 'utf8').split('\n').length - 1
    t.ok(lines <= 250, `${file} has ${lines} lines`)
  }
})

t.test('sendFailure sends failures and writePastHooks writes those that no hook may see; others send where there is no reply', async t => {
  const sends = /\breply\.send\b|\bsend\.call\b|\bwriteHead\b|\.(end|write)\(/
  t.same(files.filter(file => /^(server|idempotency)\//.test(file) && sends.test(readFileSync(join(src, file), 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$/gm, ''))), ['idempotency/late.ts', 'idempotency/storedReply.ts', 'server/framework/clientErrors.ts', 'server/reply/sendFailure.ts', 'server/reply/writePastHooks.ts'])
})

t.test('the server and the envelope read no YAML and parse no arguments', async t => {
  const packagesOf = (file: string) => [...readFileSync(join(src, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name)
  for (const [name, owners] of [['yaml', ['importing/toDraft.ts', 'source/editDocument.ts', 'source/editYaml.ts', 'source/nodeValue.ts', 'source/parseYaml.ts', 'source/readYaml.ts', 'source/yamlDocument.ts', 'source/yamlFaults.ts']], ['js-yaml', ['source/fastYaml.ts']], ['commander', ['cli.ts', 'cli/program.ts']], ['cli-table3', ['render/table.ts']], ['marked', ['importing/readMarkdown.ts']], ['parse5', ['importing/readHtml.ts']], ['papaparse', ['importing/readCsv.ts']]] as const) {
    t.same(files.filter(file => packagesOf(file).includes(name)), owners)
  }
})

t.test('a server that starts with the shipped catalog loads only packages that are bundled', async t => {
  const loaded = new Set<string>()
  const walk = (file: string) => {
    if (loaded.has(file)) return
    loaded.add(file)
    const text = readFileSync(join(src, file), 'utf8')
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm)) {
      if (name.startsWith('.')) walk(relative(src, join(src, dirname(file), name)))
      else if (!name.startsWith('node:')) loaded.add(name)
    }
  }
  walk('index.ts')
  t.same([...loaded].filter(name => !name.endsWith('.ts')).sort(), ['@lukeed/ms', 'fastify-plugin', 'leven'])
})
