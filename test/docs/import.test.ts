import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { importErrors } from '../../src/cli/import.ts'
import { lint } from '../../src/cli/lint.ts'
import { blockAfter } from './pages.ts'

const page = 'docs/guides/import.md'

t.test('import makes the draft of the guide of its server', async t => {
  const folder = t.testdir({ 'server.js': blockAfter(page, 'source'), 'package.json': '{ "type": "module" }', node_modules: { 'fastify-error-catalog': { 'catalog.schema.json': '{}' } } })
  const [source, catalog] = [join(folder, 'server.js'), join(folder, 'catalog.yaml')]
  const { code, stdout = '' } = await importErrors([source], { output: '-', version: '1.2.3' })
  t.equal(code, 0)
  const draft = stdout.replaceAll(/(?<=# (?:from )?)\S*server\.js(?=:)/g, 'server.js').replace(/\$schema=\S+/, '$schema=./node_modules/fastify-error-catalog/catalog.schema.json')
  t.equal(draft, blockAfter(page, 'draft'))
  writeFileSync(catalog, draft)
  t.match(await lint(catalog, {}), { code: 0 })
  t.match(await importErrors([source], { output: '-', check: catalog, version: '1.2.3' }), { code: 0 })
  writeFileSync(catalog, draft.replace('status: 404', 'status: 410'))
  t.match(await importErrors([source], { output: '-', check: catalog, version: '1.2.3' }), { code: 1 })
})
