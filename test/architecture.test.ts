import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

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

const texts = new Map(files.map(file => [file, readFileSync(join(src, file), 'utf8')]))
const textOf = (file: string) => texts.get(file) as string

const imports = new Map(files.map(file => {
  const targets = [...textOf(file).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, target]) => relative(src, join(src, dirname(file), target as string)))
  return [file, targets] as const
}))

t.test('every file is in a folder of the plan', async t => {
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

t.test('lint and CLI import no file of the server', async t => {
  for (const [file, targets] of imports) {
    if (/^(lint|cli)\/|^cli\.ts$/.test(file)) t.same(targets.filter(target => target.startsWith('server/')), [], file)
  }
})

t.test('the client imports no package, no Node module and no other folder', async t => {
  for (const file of files.filter(file => file.startsWith('client/'))) {
    t.notMatch(textOf(file), /from '(?!\.\/)/, file)
  }
})

t.test('no file imports itself through others, types included', t => {
  const done = new Set<string>()
  const walk = (file: string, chain: readonly string[]) => {
    if (chain.includes(file)) t.fail([...chain.slice(chain.indexOf(file)), file].join(' → '))
    else if (imports.has(file) && !done.has(file)) {
      for (const target of imports.get(file) ?? []) walk(target, [...chain, file])
      done.add(file)
    }
  }
  for (const file of files) walk(file, [])
  t.equal(done.size, files.length)
  t.end()
})

t.test('a chain of imports has at most 12 files', t => {
  const known = new Map<string, readonly string[]>()
  const longest = (file: string): readonly string[] => {
    const chains = loaded(file).map(target => known.get(target) ?? longest(target))
    const chain = [file, ...chains.reduce((most, chain) => chain.length > most.length ? chain : most, [])]
    known.set(file, chain)
    return chain
  }
  t.same(files.map(longest).filter(chain => chain.length > 12).map(chain => chain.join(' → ')), [])
  t.end()
})

/** The files that a file loads. A type does not exist when the program runs; `import()` loads later. */
function loaded (file: string): string[] {
  return [...textOf(file).matchAll(/^(?:import|export) (?!type\b)[^';]*?from '(\.[^']+)'/gm)]
    .map(([, target]) => relative(src, join(src, dirname(file), target as string)))
}

t.test('only one folder uses the internals of Fastify, and tables do not depend on Fastify', async t => {
  t.same(files.filter(file => textOf(file).includes('getOwnPropertySymbols')), ['server/fastify/internals.ts'])
  for (const file of files.filter(file => /^server\/(schema|roles|mapping)\//.test(file))) t.notMatch(textOf(file), /from 'fastify'/, file)
})

t.test('the registry of symbols has the brands of two errors, the stamp of the copy and the table of statuses', async t => {
  const names = files.flatMap(file => [...textOf(file).matchAll(/Symbol\.for\('(fastify-error-catalog\.[^']*)/g)].map(([, name]) => name))
  t.same(names.sort(), ['ApiError', 'CatalogError', 'copy', 'registry'].map(name => `fastify-error-catalog.${name}`))
})

const written = files.filter(file => !/^(catalog\/shipped|render\/generate\/runtimes|render\/pages\/assets)\.ts$/.test(file))

t.test('a file has at most 200 lines, a line 140 columns, a function 40 lines', async t => {
  const beyond = written.flatMap(file => {
    const lines = textOf(file).split('\n')
    return [
      ...lines.length - 1 > 200 ? [`${file} has ${lines.length - 1} lines`] : [],
      ...lines.flatMap(({ length }, index) => length > 140 ? [`${file}:${index + 1} has ${length} columns`] : []),
      ...functionsIn(file).flatMap(({ line, length }) => length > 40 ? [`${file}:${line} is a function of ${length} lines`] : [])
    ]
  })
  t.same(beyond, [])
})

function functionsIn (file: string): Array<{ readonly line: number, readonly length: number }> {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest)
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  const found: Array<{ readonly line: number, readonly length: number }> = []
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const line = lineAt(node.getStart(source))
      found.push({ line, length: lineAt(node.end) - line + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

t.test('only sendFailure and writePastHooks send failures on a reply', async t => {
  const sends = /\breply\.send\b|\bsend\.call\b|\bwriteHead\b|\.(end|write)\(/
  t.same(files.filter(file => /^(server|idempotency)\//.test(file) && sends.test(textOf(file).replaceAll(/^\s*(\/\/|\/?\*).*$/gm, ''))), ['idempotency/late.ts', 'idempotency/storedReply.ts', 'server/framework/clientErrors.ts', 'server/reply/sendFailure.ts', 'server/reply/writePastHooks.ts'])
})

t.test('the server and the envelope read no YAML and parse no arguments', async t => {
  const packagesOf = (file: string) => [...textOf(file).matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name)
  for (const [name, owners] of [['yaml', ['importing/toDraft.ts', 'source/editDocument.ts', 'source/editYaml.ts', 'source/flowSplices.ts', 'source/nodeValue.ts', 'source/parseYaml.ts', 'source/readYaml.ts', 'source/yamlChanges.ts', 'source/yamlDocument.ts', 'source/yamlFaults.ts']], ['js-yaml', ['source/fastPlaces.ts', 'source/fastYaml.ts']], ['commander', ['cli.ts', 'cli/comparers.ts', 'cli/program.ts', 'cli/writers.ts']], ['cli-table3', ['render/table.ts']], ['marked', ['importing/readMarkdown.ts']], ['parse5', ['importing/readHtml.ts']], ['papaparse', ['importing/readCsv.ts']]] as const) {
    t.same(files.filter(file => packagesOf(file).includes(name)), owners)
  }
})

t.test('a server that starts with the shipped catalog loads only bundled packages', async t => {
  const loaded = new Set<string>()
  const walk = (file: string) => {
    if (loaded.has(file)) return
    loaded.add(file)
    const text = textOf(file)
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm)) {
      if (name.startsWith('.')) walk(relative(src, join(src, dirname(file), name)))
      else if (!name.startsWith('node:')) loaded.add(name)
    }
  }
  walk('index.ts')
  t.same([...loaded].filter(name => !name.endsWith('.ts')).sort(), ['@lukeed/ms', 'fastify-plugin', 'leven'])
})
