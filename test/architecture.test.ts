import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

/** From the top down; what stands in one row are rooms that do not know one another. */
const floors = [['index.ts', 'cli.ts', 'testing.ts', 'record.ts', 'idempotency.ts'], ['commands'], ['lint', 'idempotency'], ['server', 'generate', 'testing'], ['envelope'], ['catalog']]

const roomOf = (file: string) => file.includes('/') ? file.slice(0, file.indexOf('/')) : file
const floorOf = (file: string) => floors.findIndex(rooms => rooms.includes(roomOf(file)))

const imports = new Map(files.map(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const targets = [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, target]) => relative(src, join(src, dirname(file), target as string)))
  return [file, targets] as const
}))

t.test('every file stands in a room of the plan', async t => {
  for (const file of files) t.not(floorOf(file), -1, file)
})

t.test('imports go down, and rooms on one floor do not import one another', async t => {
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const isBelow = floorOf(target) > floorOf(file)
      t.ok(isBelow || roomOf(target) === roomOf(file), `${file} imports ${target}`)
    }
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
  return [...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm)]
    .map(([, of, dynamic]) => relative(src, join(src, dirname(file), of ?? dynamic as string)))
}

t.test('no file is longer than 250 lines', async t => {
  for (const file of files.filter(file => !['catalog/shipped.ts', 'catalog/isShaped.ts'].includes(file))) {
    const lines = readFileSync(join(src, file), 'utf8').split('\n').length - 1
    t.ok(lines <= 250, `${file} has ${lines} lines`)
  }
})

t.test('respond sends failures and hold holds them; others send what was sent before, or where there is no reply', async t => {
  const sends = /\breply\.send\b|\bsend\.call\b|\bwriteHead\b|\.(end|write)\(/
  t.same(files.filter(file => /^(server|idempotency)\//.test(file) && sends.test(readFileSync(join(src, file), 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$/gm, ''))), ['idempotency/plugin.ts', 'server/clientErrors.ts', 'server/hold.ts', 'server/respond.ts'])
})

t.test('the server and the envelope read no YAML and parse no arguments', async t => {
  const packagesOf = (file: string) => [...readFileSync(join(src, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name)
  for (const [name, owners] of [['yaml', ['catalog/editYaml.ts', 'catalog/parseYaml.ts', 'catalog/readYaml.ts']], ['js-yaml', ['catalog/quickYaml.ts']], ['commander', ['cli.ts', 'commands/program.ts']], ['cli-table3', ['generate/table.ts']]] as const) {
    t.same(files.filter(file => packagesOf(file).includes(name)), owners)
  }
})

t.test('a server that starts with the shipped catalog loads no package that only others need', async t => {
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
  t.same([...loaded].filter(name => !name.endsWith('.ts')).sort(), ['@fastify/ajv-compiler', '@lukeed/ms', 'fastify-plugin', 'find-my-way', 'leven'])
})
