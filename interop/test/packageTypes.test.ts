import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { checkPackage, Package } from '@arethetypeswrong/core'
import t from 'tap'

const { resolve } = createRequire(import.meta.url)
const file = resolve('fastify-error-catalog/package.json')
const installed = dirname(file)
const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string, version: string }

/** The files of the package, as they are installed. */
function filesOf (folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
    .filter(path => !path.startsWith('node_modules/'))
  return Object.fromEntries(names.map(path => [`/node_modules/${name}/${path}`, readFileSync(join(folder, path), 'utf8')]))
}

async function check (files: Record<string, string>) {
  const result = await checkPackage(new Package(files, name, version), { excludeEntrypoints: [/\.(yaml|json)$/] })
  if (!result.types) throw new Error('the package has no types')
  return result
}

t.test('each entry point has types that fit its JavaScript, in each kind of resolution (Are the types wrong?)', async t => {
  const { entrypoints, problems } = await check(filesOf(installed))
  t.same(Object.keys(entrypoints).sort(), ['.', './client', './docs', './idempotency', './openapi', './record', './telemetry', './testing'])
  t.same(problems, [])
})

t.test('types that are missing for one format are reported', async t => {
  const { [`/node_modules/${name}/dist/cjs/client.d.ts`]: _, ...files } = filesOf(installed)
  const { problems } = await check(files)
  t.ok(problems.some(({ kind }) => kind === 'UntypedResolution'), JSON.stringify(problems))
})
