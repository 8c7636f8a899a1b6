import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { inOrderOfPlace, toText, type Diagnostic } from '../../src/source/diagnostic.ts'
import { InvalidCatalogError } from '../../src/source/invalidCatalogError.ts'
import { readCatalog, readCatalogs, type CatalogSource } from '../../src/catalog/read.ts'
import { loadContract } from '../../src/envelope/load.ts'
import { head, yamlMistakes } from '../source/yamlMistakes.ts'

/** Read files by name, starting with the first one. Paths in the result are relative to their directory. */
async function readFiles (t: Test, files: Readonly<Record<string, string>>, fragment = '') {
  const dir = t.testdir(files)
  const { catalogs, diagnostics } = await readCatalogs(`${dir}/${Object.keys(files)[0]}${fragment}`)
  return { catalogs, ...told(diagnostics, dir) }
}

function told (diagnostics: readonly Diagnostic[], dir: string) {
  const errors = diagnostics.filter(({ level }) => level === 'error')
  const relative = (text: string) => text.replaceAll(`${dir}/`, '')
  return {
    text: errors.map(error => relative(toText(error))).join('\n'),
    heads: errors.map(({ message, place: { line, column } }) => `${line}:${column} ${relative(message)}`)
  }
}

const small = {
  roles: { validation: 'bad', internal: 'bug' },
  codes: { bad: { status: 400, message: 'Bad.' }, bug: { status: 500, message: 'Bug.' } }
} as const
const codesOf = (catalogs: ReadonlyArray<{ entries: ReadonlyMap<string, unknown> }>) => catalogs.map(({ entries }) => [...entries.keys()].join(' '))

t.test('a catalog is read from', async t => {
  const dir = t.testdir({
    'one.yaml': head,
    'one.json': `${JSON.stringify(small, null, '\t')}\n`,
    'several.yaml': `catalogs:\n  v1:\n    ${head.replaceAll('\n', '\n    ')}\n  v2: { extends: v1, codes: { more: { status: 404, message: More. } } }\n`,
    'bom.yaml': `\uFEFF${head}`,
    'crlf.yaml': head.replaceAll('\n', '\r\n')
  })
  for (const [name, given, want] of [
    ['a path', `${dir}/one.yaml`, ['bad bug']],
    ['a path with an empty fragment', `${dir}/one.yaml#`, ['bad bug']],
    ['a path to several', `${dir}/several.yaml`, ['bad bug', 'bad bug more']],
    ['a path with the name of one', `${dir}/several.yaml#v2`, ['bad bug more']],
    ['a file: URL', pathToFileURL(`${dir}/one.yaml`), ['bad bug']],
    ['a file: URL with the name of one', new URL(`${pathToFileURL(`${dir}/several.yaml`)}#v1`), ['bad bug']],
    ['the text of a file: URL', `${pathToFileURL(`${dir}/several.yaml`)}#v2`, ['bad bug more']],
    ['a JSON file, indented by tabs', `${dir}/one.json`, ['bad bug']],
    ['a file with a byte order mark', `${dir}/bom.yaml`, ['bad bug']],
    ['a file with Windows line ends', `${dir}/crlf.yaml`, ['bad bug']],
    ['an object', small, ['bad bug']],
    ['an object of several', { catalogs: { v1: small, v2: { extends: 'v1' } } }, ['bad bug', 'bad bug']]
  ] as Array<[string, CatalogSource, string[]]>) {
    t.test(name, async t => {
      const { catalogs, diagnostics } = await readCatalogs(given)
      t.same(diagnostics.filter(({ level }) => level === 'error'), [])
      t.same(codesOf(catalogs), want)
    })
  }
  t.equal((await readCatalog('catalog.yaml#kyc')).name, 'kyc', 'a path relative to the working directory')
})

t.test('a source that cannot be opened is one diagnostic without a line', async t => {
  const dir = t.testdir({ 'one.yaml': head, folder: {} })
  for (const [given, want] of [
    ['./nowhere.yaml', `./nowhere.yaml  there is no such file: check the path ${join(process.cwd(), 'nowhere.yaml')} (the working directory is ${process.cwd()})`],
    [`${dir}/one.yaml/x`, `${dir}/one.yaml/x  there is no such file: check the path ${dir}/one.yaml/x (the working directory is ${process.cwd()})`],
    [`${dir}/folder`, `${dir}/folder  is a directory: name the file in it`],
    [new URL('https://errors.test/catalog.yaml'), 'https://errors.test/catalog.yaml  must be a path or a file: URL, got "https://errors.test/catalog.yaml"'],
    ['a\0b', 'a\\u0000b  the file cannot be read: The argument \'path\' must be a string, Uint8Array, or URL without null bytes. Received ' + `'${process.cwd()}/a\\x00b'`],
    [{ codes: { a: { status: 404n } } }, 'catalog  the catalog must be plain data: Do not know how to serialize a BigInt'],
    [undefined, 'catalog  the catalog must be a mapping with codes or catalogs, got nothing'],
    [() => small, 'catalog  the catalog must be a mapping with codes or catalogs, got nothing'],
    [404, 'catalog  the catalog must be a mapping with codes or catalogs, got 404'],
    [true, 'catalog  the catalog must be a mapping with codes or catalogs, got true'],
    [[], 'catalog  the catalog must be a mapping with codes or catalogs, got a list'],
    [{}, 'catalog: roles  roles must name a code for validation and for internal: they have no fallback (or add extends: http)'],
    [{ ...small, docs: 'x'.repeat(80) + '\n' }, `catalog: docs  docs must be a URL in which {code} stands for the code, got "${'x'.repeat(80)}\\n"`]
  ] as Array<[unknown, string]>) {
    const { catalogs, diagnostics } = await readCatalogs(given as CatalogSource)
    t.equal(diagnostics.filter(({ level }) => level === 'error').map(toText).join('\n'), want)
    t.same(catalogs, [])
  }
})

t.test('an object is copied: later changes to it do not change the catalog', async t => {
  const given = structuredClone(small) as { codes: Record<string, { status: number, message: string }> }
  const { entries } = await readCatalog(given)
  given.codes['bad']!.message = 'Changed.'
  t.equal(entries.get('bad')?.message.text, 'Bad.')
})

t.test('each error of YAML syntax is reported once, with line, column and a fix', async t => {
  for (const [name, given, want] of yamlMistakes) {
    t.test(name, async t => {
      const { catalogs, heads } = await readFiles(t, { 'catalog.yaml': given })
      t.same(heads, want)
      t.same(catalogs, [])
    })
  }
})

t.test('a ruler of dashes or brackets in a comment is a comment', async t => {
  for (const ruler of ['- '.repeat(120), '[ '.repeat(120), '? '.repeat(120)]) {
    const { catalogs, heads } = await readFiles(t, { 'catalog.yaml': `# ${ruler}\n${head}` })
    t.same([heads, catalogs.length], [[], 1])
  }
})

t.test('a line is shown without its line end', async t => {
  const { text } = await readFiles(t, { 'catalog.yaml': 'extends: http\r\ndocs: a b  \r\nroles: {}\r\n' })
  t.equal(text, 'catalog.yaml:2:7  docs must be a URL in which {code} stands for the code, got "a b"\n    docs: a b\n          ^^^')
})

t.test('keys stay text, even if YAML reads them as another type', async t => {
  const keys = ['08006', '1e3', 'true', 'null', '~', '0x1F', '2001-01-01', '__proto__', 'constructor', 'a b', '404']
  const { catalogs, text } = await readFiles(t, { 'catalog.yaml': head + keys.map(key => `  ${key}: { status: 404, message: Gone. }\n`).join('') })
  t.equal(text, '')
  t.same([...catalogs[0]?.entries.keys() ?? []].sort(), ['bad', 'bug', ...keys].sort())
})

t.test('two thousand aliases may repeat an anchor', async t => {
  const uses = Array.from({ length: 2000 }, (_, index) => `  gone_${index}: *gone\n`).join('')
  const { catalogs } = await readFiles(t, { 'catalog.yaml': `${head}  gone: &gone { status: 410, message: Gone. }\n${uses}` })
  t.equal(catalogs[0]?.entries.size, 2003)
  t.equal(catalogs[0]?.entries.get('gone_1999')?.status, 410)
})

const tenMistakes = `extends: htp
envelope: nested
requestId: { header: X Request Id }
roles:
  notFound: invoice_missing
  conflct: invoice_locked
map:
  statuses: { 302: invoice_locked }
codes:
  invoice_missing:
    status: 4o4
    message: Invoice {invoiceID} does not exist.
    details: { invoiceId: string }
  invoice_locked:
    status: 409
    message: Invoice {invoiceId} is {state}.
    details: { invoiceId: strin, state: "'sent' | 'paid'" }
    retry: nevr
  invoice_void:
    status: 409
    mesage: Invoice is void.
    causes: [1]
`

t.test('ten errors are reported at once, each with its position', async t => {
  const { text, catalogs } = await readFiles(t, { 'catalog.yaml': tenMistakes })
  t.equal(text, `catalog.yaml:1:10  extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "htp" (did you mean "http"?)
    extends: htp
             ^^^
catalog.yaml:3:22  header must be a name of letters, digits and hyphens, got "X Request Id"
    requestId: { header: X Request Id }
                         ^^^^^^^^^^^^
catalog.yaml:6:3  "conflct" is not a known key (did you mean "conflict"?)
      conflct: invoice_locked
      ^^^^^^^
catalog.yaml:8:15  statuses must have keys from 400 to 599, got "302"
      statuses: { 302: invoice_locked }
                  ^^^
catalog.yaml:11:13  status must be an integer from 400 to 599, or 200, 201 or 202, got "4o4"
        status: 4o4
                ^^^
catalog.yaml:12:14  {invoiceID} must be a declared detail (did you mean "invoiceId"?)
        message: Invoice {invoiceID} does not exist.
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
catalog.yaml:17:27  invoiceId must be made of known types: "strin" is none (did you mean "string"?), got "strin"
        details: { invoiceId: strin, state: "'sent' | 'paid'" }
                              ^^^^^
catalog.yaml:18:12  retry must be "never", "after", "idempotent", "same-key" or "check-first", got "nevr" (did you mean "never"?)
        retry: nevr
               ^^^^
catalog.yaml:21:5  "mesage" is not a known key (did you mean "message"?)
        mesage: Invoice is void.
        ^^^^^^
catalog.yaml:22:14  causes[0] must be a non-empty text, got 1: put it in quotes, '1'
        causes: [1]
                 ^`)
  t.same(catalogs, [])
})

t.test('the error of an invalid catalog counts and lists its diagnostics', async t => {
  const dir = t.testdir({ 'catalog.yaml': `${head}  a: { status: 404, message: "{x}" }\n` })
  const error = await loadContract(`${dir}/catalog.yaml`).catch((error: unknown) => error) as InvalidCatalogError
  t.ok(error instanceof InvalidCatalogError)
  t.match(error, { name: 'InvalidCatalogError', code: 'ERR_CATALOG_INVALID' })
  t.equal(error.message.replaceAll(`${dir}/`, ''), `1 problem in catalog.yaml

catalog.yaml:5:30  {x} must be a declared detail: add it to details
      a: { status: 404, message: "{x}" }
                                 ^^^^^`)
  t.equal(error.diagnostics.length, 1)
  await t.rejects(readCatalog({ codes: {}, roles: { validation: 'a' } }), { message: /^2 problems in catalog\n\n/ })
})

t.test('an error in one part is reported once, and not for the parts that refer to it', async t => {
  for (const [name, given, want] of [
    ['a role of an invalid entry', head.replace('status: 400', 'status: 302'), ['3:18 status must be an integer from 400 to 599, or 200, 201 or 202, got 302']],
    ['a role of an entry without a message', head.replace(', message: Bad.', ''), ['3:3 bad must have message: it must be a non-empty text']],
    ['a role of an entry that is no mapping', head.replace('{ status: 400, message: Bad. }', 'Bad.'), ['3:8 bad must be a mapping with status and message, got "Bad."']],
    ['an entry that is only a key', `${head}  gone:\n  lost: { status }\n`, ['5:8 gone must be a mapping with status and message, got nothing', '6:3 lost must have message: it must be a non-empty text', '6:11 status must be an integer from 400 to 599, or 200, 201 or 202, got nothing']],
    ['an error in a value that an alias repeats', `${head}  a: &a { status: 302, message: A. }\n  b: *a\n`, ['5:19 status must be an integer from 400 to 599, or 200, 201 or 202, got 302', '6:6 status must be an integer from 400 to 599, or 200, 201 or 202, got 302']],
    ['a placeholder whose detail is invalid', `${head}  a: { status: 404, message: "{id}", details: { id: strin } }\n`, ['5:53 id must be made of known types: "strin" is none (did you mean "string"?), got "strin"']],
    ['a hole of details in a wrong shape', `${head}  a: { status: 404, message: "{id}", details: [id] }\n`, ['5:47 details must be a mapping from name to type, such as { orderId: string }, got a list']],
    ['a hole of details under a wrong name', `${head}  a: { status: 404, message: "{id}", detail: { id: string } }\n`, ['5:38 "detail" is not a known key (did you mean "details"?)']],
    ['a link to an invalid detail', `${head}  a: { status: 429, message: x, details: { s: intger }, retryAfter: "{s}" }\n`, ['5:47 s must be made of known types: "intger" is none (did you mean "integer"?), got "intger"']],
    ['codes in a wrong shape', 'roles: { validation: bad, internal: bug }\ncodes: [bad, bug]\n', ['2:8 codes must be a mapping from code to entry, such as order_lost: { status: 404, message: Lost. }, got a list']],
    ['codes under a wrong name', head.replace('codes', 'code'), ['2:1 "code" is not a known key (did you mean "codes"?)']],
    ['codes under a name that every object has', 'constructor: { bad: {} }\n', ['1:1 "constructor" is not a known key: use catalogs, extends, envelope, envelopes, requestId, retryHeader, docs, negotiate, language, locales, roles, map, lint, diff, codes, $schema, generator']],
    ['roles in a wrong shape', head.replace(/\{ validation.*\}/, 'bad'), ['1:8 roles must be a mapping from role to code, got "bad"']],
    ['a required role in a wrong shape', head.replace('validation: bad', 'validation: 1'), ["1:22 validation must be a non-empty text, got 1: put it in quotes, '1'"]],
    ['a parent that is not known', 'extends: htp\nroles: { notFound: gone }\n', ['1:10 extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "htp" (did you mean "http"?)']],
    ['a parent that is not known, and what is wrong without it', `extends: htp
docs: a b
locales: { de: { a: "{y}", b: "{y}" } }
codes:
  a: { status: 404, message: "{x}" }
`, [
      '1:10 extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "htp" (did you mean "http"?)',
      '2:7 docs must be a URL in which {code} stands for the code, got "a b"',
      '3:21 {y} must be a declared detail: add it to details',
      '5:30 {x} must be a declared detail: add it to details'
    ]],
    ['a parent that is no text', 'extends: [http]\nroles: { notFound: gone }\n', ['1:10 extends must be a non-empty text, got a list']],
    ['a parent that lacks a role', 'catalogs:\n  v1: { roles: { validation: a }, codes: { a: { status: 400, message: A. } } }\n  v2: { extends: v1 }\n', ['2:16 roles must name a code for internal: it has no fallback (or add extends: http)']],
    ['an invalid parent', `catalogs:\n  v1:\n    ${head.replaceAll('\n', '\n    ').replace('400', '302')}\n  v2: { extends: v1, roles: { notFound: bad, conflict: bda } }\n`, ['5:22 status must be an integer from 400 to 599, or 200, 201 or 202, got 302', '8:56 "bda" must be a code of this catalog']],
    ['a parent whose parent is not known', 'catalogs:\n  v1: { extends: htp }\n  v2: { extends: v1, roles: { notFound: gone } }\n  v3: { extends: v2, envelope: nested }\n', ['2:18 extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "htp" (did you mean "http"?)']],
    ['a catalog that is no mapping', 'catalogs:\n  v1: 1\n  v2: { extends: v1, roles: { notFound: gone } }\n', ['2:7 v1 must be a mapping with codes, got 1']],
    ['several parts of one entry', `${head}  a: { status: 1, message: "{x}", retry: no, log: loud, headers: { "X A": "{y}" }, aliases: [1] }\n`, [
      '5:16 status must be an integer from 400 to 599, or 200, 201 or 202, got 1',
      '5:28 {x} must be a declared detail: add it to details',
      '5:42 retry must be "never", "after", "idempotent", "same-key" or "check-first", got "no"',
      '5:51 log must be "fatal", "error", "warn", "info", "debug", "trace" or "silent", got "loud"',
      '5:68 a header must have a name of letters, digits and hyphens, got "X A"',
      '5:75 {y} must be a declared detail: add it to details',
      "5:94 aliases[0] must be a non-empty text, got 1: put it in quotes, '1'"
    ]],
    ['several parts of the settings', `${head}docs: 1\nrequestId: { trust: maybe, prefix: "a b" }\nmap: { errors: { X: [] }, status: {}, validation: { type: bda } }\nenvelopes: { mine: 1 }\nenvelope: nested\n`, [
      "5:7 docs must be a non-empty text, got 1: put it in quotes, '1'",
      '6:21 trust must be true or false, got "maybe"',
      '6:36 prefix must be at most 32 letters, digits, _, . and -, got "a b"',
      '7:21 X must be a code, or a mapping with code and details, got a list',
      '7:27 "status" is not a known key (did you mean "statuses"?)',
      '7:59 "bda" must be a code of this catalog',
      '8:20 mine must be a mapping with error or variants, got 1'
    ]]
  ] as const) {
    t.test(name, async t => t.same((await readFiles(t, { 'catalog.yaml': given })).heads, want))
  }
})

t.test('a file of several catalogs', async t => {
  const one = JSON.stringify(small)
  for (const [name, given, fragment, want] of [
    ['has a name for each', `catalogs: { v1: ${one} }`, '#v2', ['1:1 the part after # must name a catalog of the file, got "v2" (did you mean "v1"?): it holds v1']],
    ['is not a file of one', one, '#v2', ['1:1 the part after # must name a catalog of the file, got "v2": it holds only one, without a name']],
    ['holds at least one', 'catalogs: {}', '', ['1:11 catalogs must hold at least one catalog']],
    ['holds them in a mapping', `catalogs: [${one}]`, '', ['1:11 catalogs must be a mapping, got a list']],
    ['holds them in a mapping, not in an empty list', 'catalogs: [~]', '', ['1:11 catalogs must be a mapping, got a list']],
    ['holds nothing beside them', `catalogs: { v1: ${one} }\ncodes: {}\nextend: http\n`, '', ['2:1 codes must be in one of the catalogs, not next to them', '3:1 "extend" is not a known key (did you mean "extends"?)']],
    ['holds nothing beside what is none', 'catalogs:\ncodes: {}\n', '', ['1:10 catalogs must be a mapping, got nothing', '2:1 codes must be in one of the catalogs, not next to them']],
    ['has names that fit into a path', `catalogs: { "./v1": ${one}, "a#b": ${one}, v1.2: ${one} }`, '', [
      '1:13 a catalog must be named with letters, digits, _, . and -, and not begin with a dot, got "./v1"',
      '1:156 a catalog must be named with letters, digits, _, . and -, and not begin with a dot, got "a#b"'
    ]]
  ] as const) {
    t.test(name, async t => t.same((await readFiles(t, { 'catalog.yaml': given }, fragment)).heads, want))
  }
  await t.rejects(readCatalog('catalog.yaml'), {
    message: '1 problem in catalog.yaml\n\ncatalog.yaml  one of its catalogs must be named, such as "catalog.yaml#http": it holds http, kyc, billing, settlement, merchant, cards'
  })
})

t.test('extends', async t => {
  const base = (code: string, more = '') => `roles: { validation: bad, internal: bug }\ncodes:\n  bad: { status: 400, message: Bad. }\n  bug: { status: 500, message: Bug. }\n  ${code}: { status: 404, message: Gone. }\n${more}`
  for (const [name, files, want] of [
    ['names a catalog of the same file', { 'a.yaml': `catalogs: { v1: ${JSON.stringify(small)}, v2: { extends: v1 } }` }, ['bad bug', 'bad bug']],
    ['names a catalog of the same file before a shipped one', { 'a.yaml': `catalogs: { kyc: ${JSON.stringify(small)}, v2: { extends: kyc } }` }, ['bad bug', 'bad bug']],
    ['names a file beside it', { 'a.yaml': 'extends: ./b.yaml', 'b.yaml': base('gone') }, ['bad bug gone']],
    ['names a file of a file', { 'a.yaml': 'extends: ./b.yaml', 'b.yaml': 'extends: ./c.yaml', 'c.yaml': base('gone') }, ['bad bug gone']],
    ['names one catalog of a file', { 'a.yaml': 'extends: ./b.yaml#v2', 'b.yaml': `catalogs: { v1: ${JSON.stringify(small)}, v2: { extends: v1, codes: { gone: { status: 404, message: Gone. } } } }` }, ['bad bug gone']],
    ['names the only catalog of a file', { 'a.yaml': 'extends: ./b.yaml', 'b.yaml': `catalogs: { v1: ${JSON.stringify(small)} }` }, ['bad bug']],
    ['names a JSON file', { 'a.yaml': 'extends: ./b.json', 'b.json': JSON.stringify(small) }, ['bad bug']]
  ] as const) {
    t.test(name, async t => {
      const { catalogs, text } = await readFiles(t, files)
      t.equal(text, '')
      t.same(codesOf(catalogs), want)
    })
  }

  t.test('a path is relative to the file that contains it, paths in diagnostics to the working directory', async t => {
    const dir = t.testdir({ deep: { 'b.yaml': 'extends: ../c.yaml' }, 'a.yaml': 'extends: ./deep/b.yaml', 'c.yaml': 'extends: http\nroles: { notFound: lost }\n' })
    const { heads } = told((await readCatalogs(`${dir}/a.yaml`)).diagnostics, dir)
    t.same(heads, ['2:20 "lost" must be a code of this catalog'])
    const { diagnostics } = await readCatalogs(`${dir}/a.yaml`)
    t.equal(diagnostics[0]?.place.file, `${dir}/c.yaml`)
  })

  t.test('a path in an object is relative to the working directory', async t => {
    t.equal((await readCatalog({ extends: './catalog.yaml#kyc' })).entries.size, 20)
  })

  t.test('each shipped catalog can be extended', async t => {
    for (const [name, count] of [['http', 29], ['kyc', 20], ['billing', 47], ['settlement', 15], ['merchant', 18], ['cards', 12]] as const) {
      const { entries, envelope } = await readCatalog({ extends: name, codes: { mine_too: { status: 404, message: 'Gone.' } } })
      t.same([entries.size, envelope], [count + 1, name === 'http' ? 'nested' : name])
    }
  })

  for (const [name, files, want] of [
    ['itself', { 'a.yaml': 'catalogs: { v1: { extends: v1 } }' }, ['1:28 extends must not lead back to where it started: v1 → v1']],
    ['one that extends it', { 'a.yaml': 'catalogs:\n  v1: { extends: v2 }\n  v2: { extends: v3 }\n  v3: { extends: v1 }\n' }, ['4:18 extends must not lead back to where it started: v1 → v2 → v3 → v1']],
    ['one that extends itself', { 'a.yaml': 'catalogs:\n  v0: { extends: v1 }\n  v1: { extends: v1 }\n' }, ['3:18 extends must not lead back to where it started: v0 → v1 → v1']],
    ['its own file', { 'a.yaml': 'extends: ./a.yaml' }, ['1:10 extends must not lead back to where it started: a.yaml → a.yaml']],
    ['a file that extends it', { 'a.yaml': 'extends: ./b.yaml#v2', 'b.yaml': 'catalogs: { v2: { extends: ./a.yaml } }' }, ['1:28 extends must not lead back to where it started: a.yaml → v2 → a.yaml']],
    ['a name that is not known', { 'a.yaml': 'catalogs: { version1: { extends: http }, v2: { extends: verson1 } }' }, ['1:57 extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "verson1" (did you mean "version1"?)']],
    ['a shipped name that is not known', { 'a.yaml': 'extends: bilings' }, ['1:10 extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "bilings" (did you mean "billing"?)']],
    ['a file that is not there', { 'a.yaml': 'codes: {}\nextends: ./b.yaml' }, ['2:10 extends must name a file that can be read, got "./b.yaml": there is no such file: check the path b.yaml (the working directory is ' + `${process.cwd()}); the nearest file is a.yaml`]],
    ['an invalid file, with the diagnostic in that file', { 'a.yaml': 'extends: ./b.yaml\nroles: { notFound: gone }', 'b.yaml': 'codes: {' }, ['1:8 a bracket that was opened must be closed: close it, or put a string with any of { } [ ] , | : # \' in double quotes']],
    ['a file of several, without saying which', { 'a.yaml': 'extends: ./b.yaml', 'b.yaml': 'catalogs: { v1: { extends: http }, v2: { extends: http } }' }, ['1:10 extends must name one catalog of "./b.yaml": add one of #v1, #v2']],
    ['a name that a file does not hold', { 'a.yaml': 'extends: ./b.yaml#v3', 'b.yaml': 'catalogs: { v1: { extends: http }, v2: { extends: http } }' }, ['1:10 extends must name a catalog of the file, got "v3" (did you mean "v1"?): it holds v1, v2']],
    ['a name of a file without names', { 'a.yaml': 'extends: ./b.yaml#v3', 'b.yaml': 'extends: http' }, ['1:10 extends must name a catalog of the file, got "v3": it holds only one, without a name']]
  ] as const) {
    t.test(`refuses ${name}`, async t => t.same((await readFiles(t, files)).heads, want))
  }

  t.test('a file that two catalogs extend is read once, and its errors are reported once', async t => {
    const { heads } = await readFiles(t, {
      'a.yaml': 'catalogs: { v1: { extends: ./b.yaml }, v2: { extends: ./b.yaml } }',
      'b.yaml': 'extends: http\ncodes: { gone: { status: 404 } }'
    })
    t.same(heads, ['2:10 gone must have message: it must be a non-empty text'])
  })

  t.test('a child inherits codes, roles, maps, envelope, request id and docs, and overrides each', async t => {
    const parent = {
      ...small,
      envelope: 'rfc9457',
      docs: 'https://docs.test/{code}',
      requestId: { header: 'X-Trace', prefix: 'tr_', trust: false },
      map: { errors: { 23505: 'bad', E1: 'bad' }, validation: { type: 'bad' }, statuses: { 418: 'bad' } },
      envelopes: { mine: { error: { code: '$code' } } },
      codes: { ...small.codes, gone: { status: 404, message: 'Gone.', aliases: ['lost'] } }
    } as const
    const same = await readCatalog({ catalogs: { parent, child: { extends: 'parent' } } } as never as CatalogSource, () => {}).catch(() => undefined)
    t.equal(same, undefined, 'two catalogs need a name')
    const [base, plain, other] = (await readCatalogs({
      catalogs: {
        parent,
        plain: { extends: 'parent' },
        other: {
          extends: 'parent',
          envelope: 'mine',
          docs: 'https://other.test/{code}',
          requestId: { prefix: 'rq_' },
          roles: { notFound: 'gone', validation: 'invalid' },
          map: { errors: { E1: 'invalid', E2: 'invalid' } },
          codes: { invalid: { status: 422, message: 'Invalid.' }, gone: { status: 410, message: 'Gone for good.', aliases: ['lost'] } }
        }
      }
    })).catalogs
    t.same({ ...plain, name: 'parent' }, base, 'all of it')
    t.same([...other?.entries.values() ?? []].map(({ code, status }) => [code, status]), [['bad', 400], ['bug', 500], ['gone', 410], ['invalid', 422]])
    t.match(other, {
      envelope: 'mine',
      docs: 'https://other.test/{code}',
      requestId: { header: 'X-Trace', prefix: 'rq_', trust: false },
      namedRoles: { validation: 'invalid', internal: 'bug', notFound: 'gone' }
    })
    t.same([...other?.map.errors ?? []], [['23505', 'bad'], ['E1', 'invalid'], ['E2', 'invalid']])
    t.same([...other?.map.statuses ?? []], [['418', 'bad']])
    t.same([...other?.aliases ?? []], [['lost', 'gone']])
  })
})

t.test('diagnostics', async t => {
  const at = (file: string, line?: number, column = 1): Diagnostic =>
    ({ level: 'error', path: [], message: 'm', place: line === undefined ? { file } : { file, line, column, source: 'abc', length: 1 } })

  t.test('are sorted by file, line and column, diagnostics without a line first', async t => {
    const sorted = [at('b', 1), at('a', 2, 5), at('a', 2, 3), at('a', 10), at('a')].sort(inOrderOfPlace)
    t.same(sorted.map(({ place: { file, line, column } }) => `${file}:${line}:${column}`), ['a:undefined:undefined', 'a:2:3', 'a:2:5', 'a:10:1', 'b:1:1'])
  })

  t.test('print', async t => {
    const place = { file: 'c.yaml', line: 2, column: 3, source: '\t\tretry: no', length: 99 }
    for (const [given, want] of [
      [{ level: 'warning', path: [], message: 'm', place: { file: 'c.yaml' } }, 'c.yaml  warning: m'],
      [{ level: 'error', path: ['codes', 'a'], message: 'm', place: { file: 'catalog' } }, 'catalog: codes.a  m'],
      [{ level: 'error', path: ['codes', 'a'], message: 'm', place }, `c.yaml:2:3  m\n    \t\tretry: no\n    \t\t${'^'.repeat(9)}`],
      [{ level: 'error', path: [], message: 'm', place: { ...place, source: '', column: 1 } }, 'c.yaml:2:1  m\n    \n    ^'],
      [{ level: 'error', path: [], message: 'm', place: { ...place, source: `${'a'.repeat(200)}X${'b'.repeat(200)}`, column: 201, length: 1 } }, `c.yaml:2:201  m\n    ${'a'.repeat(59)}X${'b'.repeat(60)}\n    ${' '.repeat(59)}^`],
      [{ level: 'error', path: [], message: 'm', place: { ...place, source: `${'a'.repeat(200)}X`, column: 201, length: 1 } }, `c.yaml:2:201  m\n    ${'a'.repeat(119)}X\n    ${' '.repeat(119)}^`]
    ] as Array<[Diagnostic, string]>) t.equal(toText(given), want)
  })
})

/** A value that begins as a catalog, with any value in one of its members. */
const almostCatalog = fc.tuple(
  fc.constantFrom(
    ['roles'], ['roles', 'validation'], ['codes'], ['codes', 'bad'], ['codes', 'bad', 'status'], ['codes', 'bad', 'message'], ['codes', 'bad', 'details'], ['codes', 'bad', 'details', 'id'],
    ['codes', 'bad', 'private'], ['codes', 'bad', 'headers'], ['codes', 'bad', 'retryAfter'], ['codes', 'bad', 'aliases'], ['codes', 'bad', '__proto__'], ['codes', '__proto__'], ['codes', ''],
    ['extends'], ['envelope'], ['requestId'], ['requestId', 'header'], ['docs'], ['map'], ['map', 'errors'], ['map', 'statuses'], ['envelopes'], ['envelopes', 'mine'], ['catalogs'], ['catalogs', 'v1'], ['constructor']
  ),
  fc.oneof(fc.jsonValue(), fc.constantFrom('string', 'http', 'kyc', 'bad', '{id}', '{', 'a\nb', '\ud800', {}, [], ['bad'], { bad: 'bad' }, { type: 'object' }, { anyOf: [{}] }, { items: {} }, { enum: [] }, { id: 'string' }, { id: { $ref: '#' } }))
).map(([path, value]) => {
  const catalog = structuredClone(small) as object
  let at = catalog as Record<string, object>
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(at, key)) Object.defineProperty(at, key, { value: {}, enumerable: true, writable: true })
    at = at[key] as Record<string, object>
  }
  Object.defineProperty(at, path.at(-1) as string, { value, enumerable: true, writable: true })
  return catalog
})

const words = ['codes:', 'a:', ' ', '  ', '\n', '\n  ', '\n    ', '\t', '- ', '? ', ': ', '{', '}', '[', ']', ',', '|', '>', '"', "'", '#', '&a ', '*a', '!', '!!str ', '---\n', '...\n', '%YAML', '<<: ', '~', 'status: 404', 'message: x', 'extends: http', '\uFEFF', '\r\n', '\0', '\u2028', 'é', '😀', '\\']

t.test('reading any value returns catalogs or errors and never throws', async t => {
  const outcome = async (source: CatalogSource) => {
    const { catalogs, diagnostics } = await readCatalogs(source)
    const errors = diagnostics.filter(({ level }) => level === 'error')
    for (const diagnostic of diagnostics) toText(diagnostic)
    return (catalogs.length > 0) !== (errors.length > 0)
  }
  const dir = t.testdir({})
  mkdirSync(dir, { recursive: true })
  let count = 0
  const ofText = async (text: string) => {
    const file = `${dir}/${count++}.yaml`
    writeFileSync(file, text)
    return outcome(file)
  }
  const yaml = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map(parts => parts.join(''))
  const mutated = fc.tuple(fc.nat(tenMistakes.length), fc.nat(20), yaml).map(([at, length, text]) => tenMistakes.slice(0, at) + text + tenMistakes.slice(at + length))
  for (const [name, property] of [
    ['any text', fc.asyncProperty(fc.string({ unit: 'binary' }), ofText)],
    ['words of YAML', fc.asyncProperty(yaml, ofText)],
    ['a catalog with a hole in it', fc.asyncProperty(mutated, ofText)],
    ['any JSON', fc.asyncProperty(fc.jsonValue(), value => outcome(value as CatalogSource))],
    ['any value', fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true }).filter(value => typeof value !== 'string'), value => outcome(value as CatalogSource))],
    ['almost a catalog', fc.asyncProperty(almostCatalog, value => outcome(value as CatalogSource))],
    ['almost a catalog, in JSON', fc.asyncProperty(almostCatalog, value => ofText(JSON.stringify(value)))]
  ] as const) {
    t.test(name, async t => {
      await t.resolves(fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns: 150 }))
    })
  }

  const deep = Array.from({ length: 4000 }).reduce(inner => ({ type: 'array', items: inner }), { type: 'string' })
  const cyclic: Record<string, unknown> = {}
  cyclic['codes'] = cyclic
  for (const [name, given, want] of [
    ['types that nest deep', { ...small, codes: { ...small.codes, a: { status: 404, message: 'x', details: { a: deep } } } }, /must not nest deeper than 50 levels/],
    ['a cycle', cyclic, /must be plain data: Converting circular structure/],
    ['a getter that throws', { get codes () { throw new Error('no') } }, /must be plain data: no/],
    ['a proxy that throws', new Proxy({}, { ownKeys: () => { throw new Error('no keys') } }), /must be plain data: no keys/]
  ] as const) {
    t.test(name, async t => {
      const { diagnostics } = await readCatalogs(given as CatalogSource)
      t.equal(diagnostics.length, 1)
      t.match(diagnostics[0]?.message, want)
    })
  }
})
