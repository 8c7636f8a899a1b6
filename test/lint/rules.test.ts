import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { toText } from '../../src/source/diagnostic.ts'
import type { CatalogSource } from '../../src/catalog/read.ts'
import { ruleNames, type RuleName } from '../../src/source/ruleNames.ts'
import { defineCatalog } from '../../src/catalog/registerTypes.ts'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/lint/rules.ts'

const page = readFileSync(new URL('../../docs/reference/lint.md', import.meta.url), 'utf8')

/** The sections of the page: the bad and the good example of each rule. */
const sections = [...page.matchAll(/^### (\S+)\n([^]*?)(?=^### |(?![^]))/gm)].map(([, rule, text = '']) => ({
  rule: rule as RuleName,
  blocks: [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, yaml]) => yaml as string)
}))

const told = async (source: CatalogSource) => {
  const { diagnostics } = await lint(() => lintCatalogs(source))
  return diagnostics.map(({ rule = 'mistake', path, message }) => `${rule} ${path.join('.')} ${message}`)
}

const http = (more: object) => ({ extends: 'http', ...more }) as CatalogSource
const codes = (entries: Readonly<Record<string, object>>, more: object = {}) =>
  http({ ...more, codes: Object.fromEntries(Object.entries(entries).map(([code, entry]) => [code, { status: 409, message: `${code}.`, ...entry }])) })

t.test('the page has a section and a row for each rule, in the order of the table', async t => {
  t.same(sections.map(({ rule }) => rule), ruleNames)
  t.same(Object.keys(rules).sort(), [...ruleNames].sort())
  const rows = [...page.matchAll(/^\| \[(\S+)\]\(#(\S+)\) \| (\w+) \|/gm)].map(([, name, anchor, level]) => [name, anchor, level])
  t.same(rows, ruleNames.map(name => [name, name, rules[name].level]))
})

for (const { rule, blocks } of sections) {
  t.test(`${rule} reports its bad example alone, and accepts its good example`, async t => {
    t.equal(blocks.length, 2)
    const dir = t.testdir({ 'bad.yaml': blocks[0] as string, 'good.yaml': blocks[1] as string })
    const { diagnostics } = await lint(() => lintCatalogs(`${dir}/bad.yaml`))
    t.ok(diagnostics.length > 0)
    for (const diagnostic of diagnostics) {
      t.match(diagnostic, { rule, level: rules[rule].level, place: { line: Number, column: Number } })
      t.match(toText(diagnostic), new RegExp(`bad\\.yaml:\\d+:\\d+ {2}${rules[rule].level === 'warning' ? 'warning: ' : ''}[^(].* \\(${rule}\\)\\n`))
    }
    t.same(await told(`${dir}/good.yaml`), [])
    const row = new RegExp(`^\\| \\[${rule}\\].*yes \\|$`, 'm')
    const { diagnostics: rest, fixed } = await lint(() => lintCatalogs(`${dir}/bad.yaml`), { fix: true })
    t.equal(fixed.length > 0, row.test(page), 'the page says whether it is corrected')
    if (fixed.length > 0) t.same([rest, readFileSync(`${dir}/bad.yaml`, 'utf8')], [[], blocks[1]], 'into the good one')
  })
}

t.test('the allowance of the page permits its finding', async t => {
  const [, yaml = ''] = /<!-- allowed -->\n```yaml\n([^]*?)```/.exec(page) ?? []
  const dir = t.testdir({ 'a.yaml': yaml, 'b.yaml': yaml.replace(/lint:[^]*(?=codes:\n)/, '') })
  t.same(await told(`${dir}/a.yaml`), [])
  t.match(await told(`${dir}/b.yaml`), [/^status-below-400 /])
})

t.test('the message of the page is the printed message', async t => {
  const [, shown = ''] = /```text\n([^]*?)\n```/.exec(page) ?? []
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\ncodes:\n  token_expired:\n    status: 401\n    message: The token has expired.\n' })
  const { diagnostics } = await lint(() => lintCatalogs(`${dir}/catalog.yaml`))
  t.same(diagnostics.map(toText), [shown.replace('./catalog.yaml', `${dir}/catalog.yaml`)])
})

t.test('a rule of HTTP', async t => {
  for (const [name, given, want] of [
    ['takes a header in any case of letters', { a: { status: 426, headers: { UPGRADE: 'h2c' } }, b: { status: 405, headers: { allow: 'GET' } }, c: { status: 407, headers: { 'proxy-Authenticate': 'Basic' } } }, []],
    ['wants the challenge of a 407 in its own header', { a: { status: 407, challenge: 'Basic' } }, ['challenge-missing codes.a.status a 407 must say how to authenticate: add the header Proxy-Authenticate (RFC 9110, section 11.7.1)']],
    ['knows the verdict that is taken', { a: { status: 429 }, b: { status: 503 } }, [
      'retry-unsaid codes.a.status a 429 must say whether the request may be sent again: add retry (the default is after)',
      'retry-unsaid codes.b.status a 503 must say whether the request may be sent again: add retry (the default is idempotent)'
    ]],
    ['asks no verdict of another status', { a: { status: 500 }, b: { status: 502 } }, []]
  ] as const) t.test(name, async t => t.same(await told(codes(given)), want))

  t.test('knows the code that the router reports', async t => {
    t.same(await told(codes({ wrong_method: { status: 405 } }, { roles: { methodNotAllowed: 'wrong_method' } })), [])
  })
})

t.test('the convention of codes', async t => {
  for (const [given, want] of [
    [['a_b', 'c_d', 'e-f'], ['e-f in snake_case']],
    [['a-b', 'c-d', 'e_f', 'G'], ['e_f in kebab-case', 'G in kebab-case']],
    [['a.b', 'c.d_e', 'f', 'g_h', 'I.j'], []],
    [['a_b', 'c_d', 'e.f'], ['e.f in snake_case']],
    [['A_B', 'C_D', 'GONE', 'e_f'], ['e_f in SCREAMING_CASE']],
    [['aB', 'cD', 'e', 'FG'], ['FG in camelCase']],
    [['AbCd', 'Ef', 'gh'], ['gh in PascalCase']],
    [['4001', '4002', 'E4003', 'gone'], ['gone in numbers']],
    [['oauth2', 'totp'], []],
    [['a_b', 'c-d'], ['c-d in snake_case']],
    [['c-d', 'a_b'], ['a_b in kebab-case']],
    [['gone', 'LOST', 'with space', 'ümlaut'], []],
    [['a_b', 'with space'], ['with space in snake_case']]
  ] as const) {
    t.test(given.join(' '), async t => {
      const lines = await told(codes(Object.fromEntries(given.map(code => [code, {}]))))
      t.same(lines.map(line => line.replace(/^code-naming .*?"(.*)" must .* are, (in \S+): .*$/, '$1 $2')), want)
    })
  }
})

t.test('a sentence', async t => {
  const a = { details: { 'why?': 'string', id: 'string' } }
  for (const [message, want] of [
    ['The date lies in the past.', []],
    ['Young youths yell at the errors in yours.', []],
    ['Your order is closed.', []],
    ['You forgot the date.', ['message-blames "You"']],
    ['It is YOUR FAULT, you know.', ['message-blames "YOUR FAULT"']],
    ['This is your mistake.', ['message-blames "your mistake"']],
    ['An illegal value by a bad user.', ['message-blames "illegal"', 'message-blames "bad user"']],
    ['The error and the exception are known. See /orders/1, /users and/or https://example.com/home/x.', []],
    ['Bearer token needed: name the secret. Select one from the list.', []],
    ['The address 100.10.1.1 and version 10.2 are local.', []],
    ['Failed at handle (/srv/app/index.js:3:1)', ['message-leaks "at handle (/srv/app/index.js:3:1)" looks like a stack trace', 'message-leaks "/srv/app" looks like a file path']],
    ['Traceback (most recent call last)', ['message-leaks "Traceback (most recent call" looks like a stack trace']],
    ['Broken in main.py:12.', ['message-leaks "main.py:12" looks like a stack trace']],
    ['A TypeError.', ['message-leaks "TypeError" looks like the name of an exception']],
    ['SELECT id FROM users failed.', ['message-leaks "SELECT id FROM" looks like SQL']],
    ['SQLSTATE 23505.', ['message-leaks "SQLSTATE" looks like SQL']],
    ['No C:\\data.', ['message-leaks "C:\\data" looks like a file path']],
    ['No ~/.ssh here.', ['message-leaks "~/.ssh" looks like a file path']],
    ['The host db.internal, or 10.0.0.1, is down.', [
      'message-leaks "db.internal" looks like the name of an internal host', 'message-leaks "10.0.0.1" looks like the address of an internal host'
    ]],
    ['Not at 192.168.1.7.', ['message-leaks "192.168.1.7" looks like the address of an internal host']],
    ['Use sk_test_1234.', ['message-leaks "sk_test_1234" looks like a secret key']],
    ['Use postgres://me:pw@db.', ['message-leaks "://me:pw@" looks like a secret']],
    ['Add password=1.', ['message-leaks "password=1." looks like a secret']],
    ['{why} and {why} and {id}', ['message-hole-optional {why}']]
  ] as const) {
    t.test(message, async t => {
      const lines = await told(codes({ a: { ...a, message } }))
      t.same(lines.map(line => line.replace('codes.a.message ', '').replace(/(?: addresses| sounds| judges| is optional:) .*$|, which no .*$/, '')), want)
    })
  }

  t.test('is checked for blame only in English, and by the other rules in every language', async t => {
    const dir = t.testdir({
      'catalog.yaml': 'extends: http\nlanguage: de\nlint: { allow: [{ rule: locale-incomplete, reason: Later. }] }\nlocales: { en-GB: ./en.yaml, fr: { a: Illegal ! } }\ncodes:\n  a: { status: 409, message: "You {why}.", details: { why?: string } }\n',
      'en.yaml': 'a: You, in /home/you, {why}.\n'
    })
    const { diagnostics } = await lint(() => lintCatalogs(`${dir}/catalog.yaml`))
    t.same(diagnostics.map(({ rule, path, place: { file, line } }) => `${file.slice(dir.length + 1)}:${line} ${path.join('.')} ${rule}`), [
      'catalog.yaml:4 locales.fr.a locale-holes',
      'catalog.yaml:6 codes.a.message message-hole-optional',
      'en.yaml:1 a message-hole-optional', 'en.yaml:1 a message-blames', 'en.yaml:1 a message-leaks'
    ])
  })

  t.test('may equal the message of the code that replaces it, and not of an inherited code', async t => {
    t.same(await told(codes({ a: { message: 'Same.', deprecated: true, replacedBy: 'b' }, b: { message: 'Same.' } })), [])
    t.match(await told(codes({ a: { message: 'The request is not valid.' } })), [/^message-duplicate codes\.a\.message the message of bad_request is the same/])
    t.same(await told(codes({ bad_request: { status: 400, message: 'The request is not valid.' } })), [])
  })
})

t.test('a detail is used', async t => {
  const details = { id: 'string', 'wait?': 'integer' }
  for (const [name, entry, more, want] of [
    ['by a style that sends them', {}, {}, []],
    ['by no style without a place for them', {}, { envelope: 'kyc' }, ['id', 'wait?']],
    ['by a message', { message: '{id}' }, { envelope: 'kyc' }, ['wait?']],
    ['by a message in another language', {}, { envelope: 'kyc', locales: { de: { a: '{id}' } } }, ['wait?']],
    ['by a header', { headers: { 'X-Id': '{id}' } }, { envelope: 'kyc' }, ['wait?']],
    ['by Retry-After', { retryAfter: '{wait}' }, { envelope: 'kyc' }, ['id']],
    ['by the log', { private: ['id', 'wait'] }, { envelope: 'kyc' }, []],
    ['by the problem details that are negotiated for', {}, { envelope: 'kyc', negotiate: true }, []],
    ['by a custom envelope that names it', {}, { envelope: 'mine', envelopes: { mine: { error: { code: '$code', at: '$details.id' } } } }, ['wait?']]
  ] as const) {
    t.test(name, async t => {
      const lines = (await told(codes({ a: { details, ...entry } }, more))).filter(line => line.startsWith('detail-unused'))
      t.same(lines.map(line => line.split(' ')[1]?.split('.')[3]), want)
    })
  }
})

t.test('a row of map', async t => {
  for (const [name, map, want] of [
    ['for a pointer may occur next to a row for another field', { validation: { '/amount': 'a', currency: 'a', '/a/b': 'a' } }, []],
    ['for a keyword or a part may occur next to the pointer of that name', { validation: { '/type': 'a', type: 'a', '/body': 'a', body: 'a', 'lines.type': 'a', '/lines/type': 'a', 'format:date': 'a' } }, []],
    ['is shadowed by a pointer', { validation: { 'a.b': 'a', '/a/b': 'a', x: 'a', '/x': 'a' } }, ['validation.a.b', 'validation.x']],
    ['has no positions', { validation: { 'lines.0.amount': 'a', '/lines/0': 'a', 0: 'a', 'format:2': 'a', 'line2.x': 'a' } }, ['validation.0', 'validation.lines.0.amount', 'validation./lines/0']],
    ['names what is thrown', { errors: { CatalogError: 'a', ERR_HTTP_REQUEST_TIMEOUT: 'a', FST_ERR_NOT_FOUND: 'a', ECONNREFUSED: 'a', '': 'a' } }, ['errors.CatalogError', 'errors.ERR_HTTP_REQUEST_TIMEOUT', 'errors.FST_ERR_NOT_FOUND']],
    ['does not catch all', { errors: { Error: 'a', FastifyError: 'a', FST_ERR_VALIDATION: 'a', TypeError: 'a', constructor: 'a' } }, ['errors.Error', 'errors.FastifyError', 'errors.FST_ERR_VALIDATION']]
  ] as const) {
    t.test(name, async t => t.same((await told(codes({ a: {} }, { map }))).map(line => line.split(' ')[1]?.slice(4)), want))
  }

  t.test('is shadowed by an inherited row, and reported at its position', async t => {
    const catalogs = {
      base: { extends: 'http', codes: { a: { status: 422, message: 'A.' } }, map: { validation: { '/x': 'a' } } },
      child: { extends: 'base', map: { validation: { x: 'a' } } }
    }
    t.match(await told({ catalogs } as CatalogSource), [/^map-unreachable catalogs\.child\.map\.validation\.x x never applies: \/x names the same field and has priority/])
  })
})

t.test('the end of a chain of replacements is named, where there is one', async t => {
  const chain = (last: object) => codes({
    a: { deprecated: true, replacedBy: 'b' }, b: { deprecated: true, replacedBy: 'c' }, c: { deprecated: true, ...last }, d: {}
  })
  for (const [last, want] of [
    [{ replacedBy: 'd' }, ['replacement-deprecated codes.a.replacedBy b, which replaces a, is deprecated too: name d', 'replacement-deprecated codes.b.replacedBy c, which replaces b, is deprecated too: name d']],
    [{ replacedBy: 'b' }, ['a', 'b', 'c'].map((code, at) => `replacement-deprecated codes.${code}.replacedBy ${['b', 'c', 'b'][at]}, which replaces ${code}, is deprecated too: name a code that is not deprecated`)],
    [{}, [
      ...['a', 'b'].map((code, at) => `replacement-deprecated codes.${code}.replacedBy ${['b', 'c'][at]}, which replaces ${code}, is deprecated too: name a code that is not deprecated`),
      'deprecated-unreplaced codes.c.deprecated c is deprecated without a replacement: add replacedBy'
    ]]
  ] as const) t.same((await told(chain(last))).sort(), [...want].sort())
})

t.test('an allowance', async t => {
  const bad = { status: 200 }
  const allow = (...list: object[]) => ({ lint: { allow: list.map(each => ({ reason: 'Documented so.', ...each })) } })
  for (const [name, given, want] of [
    ['without codes is for all of them', codes({ a: bad, b: bad }, allow({ rule: 'status-below-400' })), []],
    ['is for its codes only', codes({ a: bad, b: bad }, allow({ rule: 'status-below-400', codes: ['a'] })), [/^status-below-400 codes\.b/]],
    ['is for its rule only', codes({ a: bad }, allow({ rule: 'message-leaks', codes: ['a'] })), [/^status-below-400 codes\.a/, /^unused-allowance lint\.allow\.0 message-leaks reports nothing here/]],
    ['reports a code that does not need it', codes({ a: bad, bb: {} }, allow({ rule: 'status-below-400', codes: ['a', 'bb', 'a', 'bbb'] })), [
      /^unused-allowance lint\.allow\.0\.codes\.1 status-below-400 reports nothing for "bb": remove it$/,
      /^unused-allowance lint\.allow\.0\.codes\.2 .* "a": /,
      /^unused-allowance lint\.allow\.0\.codes\.3 .* "bbb" \(did you mean "bb"\?\): remove it$/
    ]],
    ['is not needed twice', codes({ a: bad }, allow({ rule: 'status-below-400' }, { rule: 'status-below-400', codes: ['a'] })), [/^unused-allowance lint\.allow\.1 /]],
    ['with no codes is for none', codes({ a: bad }, allow({ rule: 'status-below-400', codes: [] })), [/^status-below-400/, /^unused-allowance/]],
    ['cannot be for itself', codes({}, allow({ rule: 'unused-allowance' })), [/^unused-allowance lint\.allow\.0 /]],
    ['with codes is for nothing that has none', http({ ...allow({ rule: 'locale-incomplete', codes: ['conflict'] }), locales: { de: {} } }), [/^locale-incomplete/, /^unused-allowance/]],
    ['of a parent is not its child\'s', { catalogs: { base: codes({ a: bad }, allow({ rule: 'status-below-400' })), child: { ...codes({ b: bad }) as object, extends: 'base' } } }, [/^status-below-400 catalogs\.child\.codes\.b/]],
    ['of a child is not its parent\'s', { catalogs: { base: codes({ a: bad }), child: { ...codes({ b: bad }, allow({ rule: 'status-below-400' })) as object, extends: 'base' } } }, [/^status-below-400 catalogs\.base\.codes\.a/]],
    ['must have a reason', http({ lint: { allow: [{ rule: 'role-fallback' }, { rule: 'role-fallback', reason: '' }] } }), [/^mistake lint\.allow\.0 .* must have reason: it must be a non-empty text/, /^mistake lint\.allow\.1\.reason reason must be a non-empty text/]],
    ['must name a rule', http({ lint: { allow: [{ rule: 'role-falback', reason: 'So.' }] } }), [/^mistake lint\.allow\.0\.rule rule must be "challenge-missing", .* \(did you mean "role-fallback"\?\)/]]
  ] as Array<[string, CatalogSource, RegExp[]]>) {
    t.test(name, async t => {
      const lines = await told(given)
      t.equal(lines.length, want.length, lines.join('\n'))
      t.match(lines, want)
    })
  }
})

t.test('an allowance in code is typed, with its reason', async t => {
  const lint = { allow: [{ rule: 'status-below-400', codes: ['a'], reason: 'Documented so.' }] } as const
  const catalog = defineCatalog({ extends: 'http', lint, codes: { a: { status: 200, message: 'A.' } } })
  t.same(await told(catalog), [])
  // @ts-expect-error the reason is missing
  defineCatalog({ extends: 'http', lint: { allow: [{ rule: 'status-below-400' }] } })
  // @ts-expect-error there is no such rule
  defineCatalog({ extends: 'http', lint: { allow: [{ rule: 'status-below-300', reason: 'So.' }] } })
})

t.test('errors that stop a server are reported without warnings', async t => {
  t.match(await told(codes({ a: { status: 200, message: '{x}' } })), [/^mistake codes\.a\.message/])
})

t.test('the shipped catalogs and the examples are clean', async t => {
  for (const file of ['catalog.yaml', 'examples/invoices.yaml']) t.same(await told(file), [], file)
})

const word = fc.constantFrom('a', 'b_c', 'd-e', 'f.g', 'H_I', '4001', 'constructor', '__proto__', 'x y', 'type', '/a', '/a/0', 'body', 'format:date', 'Error', 'toString', '')
const text = fc.oneof(word, fc.constantFrom('You.', 'A TypeError.', '{id}', '{note} {id}', 'Same.', 'Same.'), fc.string())
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const entry = fc.record({
  status: fc.constantFrom(200, 400, 401, 405, 407, 426, 429, 503),
  message: text,
  details: optional(fc.constantFrom({ id: 'string', 'note?': 'string' }, { id: { type: 'string' }, note: 'integer' })),
  deprecated: optional(fc.constantFrom(true, false, 'Old.', '')),
  replacedBy: optional(word),
  private: optional(fc.subarray(['id', 'note'])),
  headers: optional(fc.dictionary(word, text, { maxKeys: 2 }))
}, { requiredKeys: ['status', 'message'] })
const table = optional(fc.dictionary(word, word, { maxKeys: 4 }))
const catalog = fc.record({
  extends: optional(fc.constantFrom('http', 'kyc', 'cards')),
  envelope: optional(fc.constantFrom('kyc', 'rfc9457', 'jsonapi')),
  roles: optional(fc.dictionary(fc.constantFrom('notFound', 'conflict', 'validation', 'internal'), word)),
  map: optional(fc.record({ errors: table, validation: table })),
  locales: optional(fc.dictionary(fc.constantFrom('de', 'en', 'fr'), fc.dictionary(word, text, { maxKeys: 4 }), { maxKeys: 2 })),
  lint: optional(fc.record({ allow: fc.array(fc.record({ rule: fc.constantFrom(...ruleNames), reason: fc.constant('So.'), codes: optional(fc.array(word, { maxLength: 3 })) }), { maxLength: 3 }) })),
  codes: optional(fc.dictionary(word, entry, { maxKeys: 6 }))
})

t.test('lint reports problems of any catalog and never throws', async t => {
  let sound = 0
  const holds = async (source: unknown) => {
    const { catalogs, diagnostics, fixed } = await lint(() => lintCatalogs(source as CatalogSource), { fix: true })
    if (catalogs.length > 0) sound++
    for (const diagnostic of diagnostics) toText(diagnostic)
    return fixed.length === 0 && diagnostics.every(({ rule }) => (rule === undefined) === (catalogs.length === 0))
  }
  await t.resolves(fc.assert(fc.asyncProperty(fc.oneof({ arbitrary: catalog, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 }), holds), { numRuns: 300 }))
  // Codes that name one another are seldom there by chance: then the catalog is made sound.
  const closed = catalog.map(each => ({
    ...each,
    extends: 'http',
    roles: {},
    locales: undefined,
    codes: Object.fromEntries(Object.entries(each.codes ?? {}).filter(([code]) => code !== '').map(([code, { status, deprecated }], at, all) =>
      [code, { status, message: 'Same.', deprecated, replacedBy: at === 0 ? undefined : all[at - 1]?.[0] }])),
    map: { validation: Object.fromEntries(Object.keys(each.map?.validation ?? {}).map(key => [key, 'conflict'])) }
  }))
  sound = 0
  await t.resolves(fc.assert(fc.asyncProperty(closed, holds), { numRuns: 200 }))
  t.ok(sound > 100, `${sound} of 200 are sound`)
})
