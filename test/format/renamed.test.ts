import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { type ErrorCatalogOptions } from '../../src/index.ts'
import { createProgram } from '../../src/cli/program.ts'
import { CatalogFile } from '../../src/format/catalogFile.ts'
import { check } from '../../src/format/check.ts'
import { renamed } from '../../src/format/renamed.ts'

const allow = (more: object) => ({ lint: { allow: [{ rule: 'role-fallback', ...more }] } })

t.test('each old word of a file is one diagnostic that names the new word', async t => {
  const rows = [
    ['because', allow({ because: 'So.' }), '"because" is not a known key (did you mean "reason"?)'],
    ['style', { style: 'nested' }, '"style" is not a known key (did you mean "envelope"?)'],
    ['styles', { catalogs: { a: { styles: {} } } }, '"styles" is not a known key (did you mean "envelopes"?)'],
    ['allowance-useless', allow({ rule: 'allowance-useless', reason: 'So.' }), /^rule must be .*, got "allowance-useless" \(did you mean "unused-allowance"\?\)$/]
  ] as const
  t.same(rows.map(([word]) => word), Object.keys(renamed), 'one row for each')
  for (const [word, given, want] of rows) {
    const found = check(CatalogFile, given).map(({ message }) => message)
    t.equal(found.length, 1, word)
    t.match(found[0], want, word)
  }
})

t.test('an old word is suggested only where the new one is allowed', async t => {
  t.match(check(CatalogFile, { codes: { a: { status: 404, message: 'A.', style: 'x' } } }), [
    { message: /^"style" is not a known key: use status, message, / }
  ])
})

t.test('each old option is reported with the new one', async t => {
  for (const [given, want] of [
    [{ net: true }, /"net" is not an option: did you mean replaceErrorBodies\?$/],
    [{ issues: 'first' }, /"issues" is not an option: did you mean validation: \{ issues: … \}\?$/]
  ] as const) {
    const app = Fastify()
    t.teardown(async () => await app.close())
    await t.rejects(Promise.resolve(app.register(errorCatalog, given as unknown as ErrorCatalogOptions)), { message: want })
  }
})

t.test('each old flag is reported with the new one', async t => {
  for (const [args, want] of [
    [['init', '-', '--style', 'nested'], "error: unknown option '--style'\n(Did you mean --envelope?)"],
    [['init', '-', '--style=nested'], "error: unknown option '--style'\n(Did you mean --envelope?)"],
    [['init', '-', '--style'], "error: unknown option '--style'\n(Did you mean --envelope?)"]
  ] as const) {
    const program = createProgram('1.2.3', () => t.fail('no command runs'))
    const init = program.commands.find(command => command.name() === 'init')
    init?.configureOutput({ writeErr: () => {} })
    await t.rejects(program.parseAsync([...args], { from: 'user' }), { message: want }, args.join(' '))
  }
})
