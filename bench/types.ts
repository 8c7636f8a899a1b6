// The cost of 2,000 codes in the compiler and the editor: `npm run build && npm run bench:types`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { types } from '../src/cli/types.ts'
import { root, run } from '../test/built.ts'
import { completionsAt } from '../test/tsserver.ts'

const count = 2000
const turns = Number(process.argv[2] ?? 3)
const details = [{}, { id: 'string' }, { id: 'string', state: "'draft' | 'sent' | 'paid'", 'note?': 'string' }, { lines: '{ sku: string, count?: integer }[]', total: 'number' }]
const codes = Object.fromEntries(Array.from({ length: count }, (_, index) => [`code_${index}`, { status: 409, message: 'M.', meaning: 'What it means.', action: 'What to do.', details: details[index % 4] ?? {} }]))
const catalog = JSON.stringify({ codes, roles: { validation: 'code_0', internal: 'code_1' } })

/** A server that fails with each tenth code. */
const app = (head: string) => `import Fastify from 'fastify'
import errorCatalog from 'fastify-error-catalog'
${head}
const app = Fastify()
app.register(errorCatalog)
${Array.from({ length: count / 10 }, (_, index) => `app.get('/${index}', async (_request, reply) => reply.fail('code_${index * 10 + 1 - (index % 2)}', ${index % 2 === 0 ? "{ id: 'a' }" : "{ id: 'a', state: 'sent' }"}))`).join('\n')}
`.replaceAll(/code_(\d+)', \{ id: 'a', state/g, (_, number: string) => `code_${Number(number) + 2 - Number(number) % 4}', { id: 'a', state`)
  .replaceAll(/code_(\d+)', \{ id: 'a' \}/g, (_, number: string) => `code_${Number(number) - Number(number) % 4 + 1}', { id: 'a' }`)

// Inside the package's folder its name resolves to dist (Node, doc/api/packages.md, "Self-referencing").
const folder = mkdtempSync(join(root, 'dist/bench-'))
writeFileSync(join(folder, 'catalog.json'), catalog)
const cases = {
  'no catalog': app(''),
  generated: app(''),
  inferred: app(`import { defineCatalog } from 'fastify-error-catalog'\nconst catalog = defineCatalog(${catalog})\ndeclare module 'fastify-error-catalog' { interface Register { big: typeof catalog } }`)
}
const rows = []
for (const [name, source] of Object.entries(cases)) {
  const place = join(folder, name.replace(' ', '-'))
  mkdirSync(place)
  writeFileSync(join(place, 'app.ts'), source)
  if (name === 'generated') await types(join(folder, 'catalog.json'), { output: join(place, 'catalog.d.ts') })
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, target: 'es2023', module: 'nodenext', types: ['node'] }, include: ['.']
  }))
  const figures: Array<Record<string, number>> = []
  for (let turn = 0; turn < turns; turn++) {
    const { code, stdout } = await run([join(root, 'node_modules/typescript/bin/tsc'), '-p', place, '--noEmit', '--extendedDiagnostics'])
    if (code !== 0) throw new Error(`${name}: ${stdout.slice(0, 1000)}`)
    figures.push(Object.fromEntries([...stdout.matchAll(/^([A-Z].+?): +([\d.]+)/gm)].map(([, label, value]) => [label, Number(value)] as const)) as Record<string, number>)
  }
  const least = (label: string) => Math.min(...figures.map(figure => figure[label] as number))
  const completed = name === 'no catalog' ? [] : await completionsAt(join(place, 'app.ts'), "reply.fail('")
  rows.push({ name, 'total, s': least('Total time'), 'check, s': least('Check time'), instantiations: least('Instantiations'), 'memory, MB': Math.round(least('Memory used') / 1024), completed: completed.length })
}
rmSync(folder, { recursive: true })
console.table(rows)
