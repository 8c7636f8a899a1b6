import { join } from 'node:path'
import t from 'tap'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { report } from '../../src/cli/report.ts'
import { style, terminalWidth } from '../../src/cli/style.ts'
import { toList } from '../../src/render/list.ts'

/** Replace properties of stdout for one test. */
function stdout (given: { readonly isTTY: boolean, readonly columns?: number }, env: Readonly<Record<string, string | undefined>> = {}) {
  const { stdout } = process
  const before = { isTTY: stdout.isTTY, columns: stdout.columns, getColorDepth: stdout.getColorDepth }
  const { NO_COLOR, FORCE_COLOR } = process.env
  const set = (name: string, value: string | undefined) => { if (value === undefined) delete process.env[name]; else process.env[name] = value }
  Object.assign(stdout, { ...given, getColorDepth: () => process.env['NO_COLOR'] === undefined ? 8 : 1 })
  for (const name of ['NO_COLOR', 'FORCE_COLOR']) set(name, env[name])
  return () => {
    Object.assign(stdout, before)
    set('NO_COLOR', NO_COLOR)
    set('FORCE_COLOR', FORCE_COLOR)
  }
}

t.test('a terminal gets colors, a pipe none; NO_COLOR and FORCE_COLOR decide', async t => {
  for (const [given, env, want] of [
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: false }, {}, false],
    [{ isTTY: false }, { FORCE_COLOR: '1' }, true]
  ] as const) {
    const restore = stdout(given, env)
    const text = style('red', 'x')
    restore()
    t.equal(text, want ? '\u001b[31mx\u001b[39m' : 'x', JSON.stringify([given, env]))
  }
})

t.test('each problem has its label, and only the label is colored', async t => {
  const file = join(t.testdir({ 'catalog.yaml': 'extends: http\nenvelope: nestd\n' }), 'catalog.yaml')
  const { diagnostics } = await lintCatalogs(file)
  const restore = stdout({ isTTY: true })
  const text = report([...diagnostics, { level: 'warning', message: 'W.\u001b[31m', path: [], place: { file: 'x' } }])
  restore()
  t.match(text, 'catalog.yaml:2:11  \u001b[31merror:\u001b[39m envelope must be')
  t.match(text, 'x  \u001b[33mwarning:\u001b[39m W.\\u001b[31m\n')
  t.match(text, /\n\n1 error, 1 warning\n$/)
  t.equal(report([]), '')
})

t.test('a list is as wide as the terminal', async t => {
  const file = join(t.testdir({ 'c.yaml': `extends: http\ncodes:\n  a_b: { status: 404, message: "${'\u65e5\u672c\u8a9e '.repeat(20)}." }\n` }), 'c.yaml')
  const { catalogs } = await lintCatalogs(file)
  const restore = stdout({ isTTY: true, columns: 60 })
  const text = toList(catalogs, ({ code }) => code === 'a_b', terminalWidth())
  restore()
  const [, row = ''] = text.split('\n')
  t.ok(row.endsWith('…') && row.length < 60, row)
  t.equal(terminalWidth(), Infinity)
  t.notMatch(toList(catalogs, () => true, terminalWidth()), /…/)
})
