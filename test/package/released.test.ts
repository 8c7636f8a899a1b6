import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { heldCatalogs } from '../../scripts/heldCatalogs.ts'
import { root } from '../built.ts'

t.test('the catalogs may be released unchanged', async t => {
  t.same(await heldCatalogs(root), [])
})

t.test('a copy with a change is held until the change is approved, versioned and in the changelog', async t => {
  const folder = t.testdir({})
  for (const file of ['catalog.yaml', 'package.json', 'CHANGELOG.md', 'released']) cpSync(join(root, file), join(folder, file), { recursive: true })
  const edit = (file: string, from: string | RegExp, to: string) => {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    t.ok(text.search(from) !== -1, `${file} has ${String(from)}`)
    writeFileSync(path, text.replace(from, to))
  }
  const undo = () => cpSync(join(root, 'catalog.yaml'), join(folder, 'catalog.yaml'))

  // No role and no map names this code.
  edit('catalog.yaml', /^ {6}plan_required:\n(?: {8}.*\n| {9,}.*\n)+/m, '')
  t.match(await heldCatalogs(folder), [
    /^merchant: code-removed plan_required at line \d+ breaks clients: undo it, or approve it in diff\.allow of the catalog$/,
    'CHANGELOG.md must say below 0.1.0 what changes for `plan_required`'
  ])
  edit('catalog.yaml', /^ {2}merchant:\n/m, '  merchant:\n    diff: { allow: [{ rule: code-removed, codes: [plan_required], reason: Never sent. }] }\n')
  edit('CHANGELOG.md', '### Catalog', '- `plan_required` is removed.\n\n### Catalog')
  t.same(await heldCatalogs(folder), [])
  writeFileSync(join(folder, 'released/version'), '0.1.0\n')
  t.same(await heldCatalogs(folder), ['package.json has version 0.1.0, but the changes since 0.1.0 require a major version'])
  edit('package.json', '"version": "0.1.0"', '"version": "0.2.0"')
  t.match(await heldCatalogs(folder), ['CHANGELOG.md must say below 0.2.0 what changes for `plan_required`'])

  undo()
  edit('catalog.yaml', /^ {2}merchant:\n/m, '  merchant:\n    diff: { allow: [{ rule: code-removed, reason: Of the last release. }] }\n')
  t.match(await heldCatalogs(folder), [/^merchant: the approval of code-removed approves no change: remove it \(line \d+\)$/])

  undo()
  edit('catalog.yaml', /^ {2}merchant:/m, '  merchants:')
  t.same(await heldCatalogs(folder), ['catalog.yaml must have the catalog merchant, which was released'])
  edit('catalog.yaml', 'status: 404', 'status: 99')
  await t.rejects(heldCatalogs(folder), /catalog\.yaml is invalid: run npm run catalog -- lint /)
})
