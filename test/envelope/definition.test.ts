import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc, { type Arbitrary } from 'fast-check'
import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { toFailure, type Failure, type Occurrence } from '../../src/failure/failure.ts'
import type { InvalidCatalogError } from '../../src/source/invalidCatalogError.ts'
import { lintCatalogs, loadContract, type Contract } from '../../src/envelope/load.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'

const codes = {
  invalid: { status: 422, message: 'Some values are not valid.', details: { 'total?': 'integer' } },
  locked: { status: 409, group: 'Invoices', message: 'The invoice is locked.', details: { 'state?': "'sent' | 'paid'", 'lines?': 'integer[]', 'note?': 'string' }, private: ['note'] },
  internal: { status: 500, message: 'It failed.' }
}

function catalogOf (style: unknown, more: object = {}): CatalogInput {
  return { envelope: 'mine', envelopes: { mine: style }, roles: { validation: 'invalid', internal: 'internal' }, codes, ...more } as CatalogInput
}

function fail ({ catalog }: Contract, code: string, given: Partial<Occurrence> = {}): Failure {
  const entry = catalog.entries.get(code)
  assert(entry !== undefined, `no code ${code}`)
  return toFailure(entry, { requestId: 'req_1', ...given })
}

const write = (contract: Contract, code: string, given?: Partial<Occurrence>) => contract.envelope.serialize(fail(contract, code, given))

/** Each diagnostic as `path: message`. The path is relative to the envelope. */
async function mistakesIn (catalog: CatalogInput): Promise<string[]> {
  try {
    await loadContract(catalog)
    return []
  } catch (error) {
    const { diagnostics } = error as InvalidCatalogError
    return diagnostics.map(({ path, message }) => `${path.join('/').replace('envelopes/mine/', '')}: ${message}`)
  }
}

const errorsIn = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.filter(({ level }) => level === 'error').map(({ path, message }) => `${path.join('/')}: ${message}`)

const differ = 'must differ in type, in a constant or in a member that is always there'

for (const [name, error, want] of [
  ['an unknown variable', { code: '$coed' }, ['error/code: "$coed" is not a variable of templates (did you mean "code"?): write $$ for the sign itself']],
  ['a variable that is like none', { code: '$quux_zot' }, ['error/code: "$quux_zot" is not a variable of templates: write $$ for the sign itself']],
  ['a sign alone', { a: '$' }, ['error/a: "$" is not a variable of templates: write $$ for the sign itself']],
  ['a name that every object has', { a: '$constructor' }, ['error/a: "$constructor" is not a variable of templates: write $$ for the sign itself']],
  ['the data of a success', { data: '$data' }, ['error/data: "$data" is not a variable of templates: write $$ for the sign itself']],
  ['a detail within a detail', { a: '$details.state.x' }, ['error/a: "$details.state.x" is not a variable of templates: write $$ for the sign itself']],
  ['an issue outside $each', { field: '$issue.path' }, ['error/field: "$issue.path" is known only inside $each: issues']],
  ['an unknown form', { a: { $eech: 'issues' } }, ['error/a/$eech: "$eech" is not a form of templates (did you mean "$each"?): use $each, $first, $string or $optional']],
  ['a form of another library', { a: { $when: {} } }, ['error/a/$when: "$when" is not a form of templates: use $each, $first, $string or $optional']],
  ['an unknown part of a form', { a: { $each: 'issues', at: 'x', as: '$issue.path' } }, ['error/a/at: "at" is not a part of $each (did you mean "as"?)']],
  ['two forms in one', { a: { $string: '$status', $first: ['$param', null] } }, ['error/a/$first: "$first" is not a part of $string']],
  ['$optional beside a form', { a: { $optional: true, $string: '$status' } }, ['error/a/$optional: "$optional" is not a part of $string']],
  ['$each over something else', { a: { $each: 'details', as: '$issue.path' } }, ['error/a/$each: $each must go over issues']],
  ['$each in $each', { a: { $each: 'issues', as: [{ $each: 'issues', as: '$issue.path' }] } }, ['error/a/as/0/$each: $each must not be in another $each']],
  ['$each without a template', { a: { $each: 'issues' } }, ['error/a/$each: $each must have a template under as']],
  ['$each by something else', { a: { $each: 'issues', by: 'code', as: '$issue.path' } }, ['error/a/by: by must be path']],
  ['$first of one', { a: { $first: ['$param'] } }, ['error/a/$first: $first must be a list of two or more templates']],
  ['$first of no list', { a: { $first: '$param' } }, ['error/a/$first: $first must be a list of two or more templates']],
  ['$first that never gets to its last', { a: { $first: ['$param', null, '$retryAfter'] } }, ['error/a/$first/2: an alternative of a $first must not come after one that is always there: it would never be written']],
  ['$string of a constant', { a: { $string: 'x' } }, ['error/a/$string: $string must be given a variable']],
  ['$string of a mapping', { a: { $string: { b: '$code' } } }, ['error/a/$string: $string must be given a variable']],
  ['a spread of something else', { '...': '$message' }, ['error/...: "..." must spread $details, outside $each']],
  ['a spread in $each', { a: { $each: 'issues', as: { '...': '$details' } } }, ['error/a/as/...: "..." must spread $details, outside $each']],
  ['$optional that is not true', { a: { $optional: 'yes', b: '$param' } }, ['error/a/$optional: $optional must be true: leave it out otherwise']],
  ['a body that can be nothing', { $each: 'issues', as: '$issue.path' }, ['error: the template of an error must always write something: this one can be left out as a whole']],
  ['alternatives of one type', { a: { $first: ['$param', '$message'] } }, [`error/a/$first: the alternatives of a $first ${differ}: a body of one could be read as another`]],
  ['a detail, which may be anything, as alternative', { a: { $first: ['$details.state', '$message'] } }, [`error/a/$first: the alternatives of a $first ${differ}: a body of one could be read as another`]],
  ['the code as alternative', { a: { $first: ['$group', '$code'] } }, [`error/a/$first: the alternatives of a $first ${differ}: a body of one could be read as another`]],
  ['a text that a variable may be, as alternative', { a: { $first: ['$param', 'none'] } }, [`error/a/$first: the alternatives of a $first ${differ}: a body of one could be read as another`]],
  ['an item that may be missing before its like', { a: ['$param', '$message'] }, [`error/a/0: an item that may be missing ${differ} from the items after it: one of them could be read as this one`]],
  ['a name of a detail that no code declares', { a: '$details.stat', $$b: { $first: [{ $string: '$details.x' }, [{ $each: 'issues', as: ['$details.note'] }]] } }, [
    'error/a: "$details.stat" must name a detail that some code declares (did you mean "state"?)',
    'error/$$b/$first/0/$string: "$details.x" must name a detail that some code declares',
    'error/$$b/$first/1/0/as/0: "$details.note" must name a detail that some code declares'
  ]],
  ['several errors', { a: '$coed', b: { c: ['$x.y', { $string: 1 }] } }, [
    'error/a: "$coed" is not a variable of templates (did you mean "code"?): write $$ for the sign itself',
    'error/b/c/0: "$x.y" is not a variable of templates: write $$ for the sign itself',
    'error/b/c/1/$string: $string must be given a variable'
  ]]
] as const) {
  t.test(`a template refuses ${name}`, async t => t.same(await mistakesIn(catalogOf({ error })), want))
}

const sound = { code: '$code' }

for (const [name, style, want] of [
  ['neither error nor variants', {}, ['envelopes/mine: mine must have either error or variants']],
  ['both error and variants', { error: sound, variants: [{ error: sound }] }, ['envelopes/mine: mine must have either error or variants']],
  ['a template that is none', { error: '$code' }, ['error: error must be a template: a mapping, got "$code"']],
  ['an unknown key', { error: sound, contenttype: 'x' }, ['contenttype: "contenttype" is not a known key (did you mean "contentType"?)']],
  ['no variants', { variants: [] }, ['variants: variants must be a list of variants, got a list']],
  ['a variant without a template', { variants: [{}] }, ['variants/0: variants[0] must have error: it must be a template: a mapping']],
  ['a last variant with a condition', { variants: [{ when: { class: '5xx' }, error: sound }] }, ['variants/0: the last variant must have no when: it writes whatever is left']],
  ['an earlier variant without a condition', { variants: [{ error: sound }, { error: sound }] }, ['variants/0: only the last variant may have no when']],
  ['an empty condition', { variants: [{ when: {}, error: sound }, { error: sound }] }, ['variants/0/when: when must be a mapping with class, codes or roles, got a mapping']],
  ['a class that is none', { variants: [{ when: { class: '3xx' }, error: sound }, { error: sound }] }, ['variants/0/when/class: class must be 4xx or 5xx, got "3xx" (did you mean "4xx"?)']],
  ['an unknown role', { variants: [{ when: { roles: ['internal', 'notfound'] }, error: sound }, { error: sound }] }, ['variants/0/when/roles/1: "notfound" is not a role (did you mean "notFound"?)']],
  ['an unknown code', { variants: [{ when: { codes: ['locked', 'lockd'] }, error: sound }, { error: sound }] }, ['variants/0/when/codes/1: "lockd" must be a code of this catalog (did you mean "locked"?)']],
  ...['text/html', 'application/xml', 'text/json', 'json', 'application/jsonp', 'application/json+xml'].map(contentType => [`the content type "${contentType}"`, { error: sound, contentType },
    [`contentType: contentType must be application/json or end in +json, since the body is JSON, got ${JSON.stringify(contentType)}`]] as const),
  ['a content type that is no header value', { error: sound, contentType: 'application/json\r\nx: y' }, ['contentType: contentType must be a valid header value']],
  ['a success without the data', { error: sound, success: { ok: true } }, ['success: a success template must hold the data once: as a member that is $data, or as ...: $data']],
  ['a success with the data twice', { error: sound, success: { data: '$data', '...': '$data' } }, [
    'success: a success template must hold the data once: as a member that is $data, or as ...: $data',
    'success/data: data must have another name: what cannot be spread goes under it'
  ]],
  ['a success that spreads something else', { error: sound, success: { '...': '$details' } }, ['success/...: "..." must spread $data in a success template']],
  ['a success with a variable', { error: sound, success: { code: '$code', data: '$data' } }, ['success/code: code must be a constant or $data: a success template holds nothing else']],
  ['a success with a mapping', { error: sound, success: { meta: { data: '$data' }, x: '$data' } }, ['success/meta: meta must be a constant or $data: a success template holds nothing else']],
  ['a success with a form', { error: sound, success: { $optional: true, x: '$data' } }, ['success/$optional: "$optional" is not allowed in a success template: write $$ for the sign itself']],
  ['a success whose constant conflicts with data that cannot be spread', { error: sound, success: { data: 1, '...': '$data' } }, ['success/data: data must have another name: what cannot be spread goes under it']]
] as const) {
  t.test(`a style refuses ${name}`, async t => t.same(await mistakesIn(catalogOf(style)), want))
}

t.test('a catalog refuses a style that does not exist', async t => {
  for (const [envelope, want] of [
    ['nestd', 'envelope: envelope must be the name of an envelope, got "nestd" (did you mean "nested"?)'],
    ['whatever', `envelope: envelope must be the name of an envelope, got "whatever": use ${Object.keys(shippedEnvelopes).join(', ')}, mine`],
    ['constructor', `envelope: envelope must be the name of an envelope, got "constructor": use ${Object.keys(shippedEnvelopes).join(', ')}, mine`],
    ['__proto__', `envelope: envelope must be the name of an envelope, got "__proto__": use ${Object.keys(shippedEnvelopes).join(', ')}, mine`]
  ] as const) t.same(await mistakesIn(catalogOf({ error: sound }, { envelope })), [want])
})

t.test('a template refuses numbers that JSON cannot express', async t => {
  const dir = t.testdir({ 'catalog.yaml': JSON.stringify(catalogOf({ error: { a: [1, 2] } })).replace('[1,2]', '[.nan, -.inf]') })
  const { diagnostics } = await lintCatalogs(join(dir, 'catalog.yaml'))
  const must = 'a part of a template must be text, a finite number, true, false, null, a list or a mapping'
  t.same(errorsIn(diagnostics), [`envelopes/mine/error/a/0: ${must}, got NaN`, `envelopes/mine/error/a/1: ${must}, got -Infinity`])
})

t.test('a custom envelope may have the name of a shipped one', async t => {
  const contract = await loadContract(catalogOf(undefined, { envelope: 'nested', envelopes: { nested: { error: { c: '$code' } } } }))
  t.equal(write(contract, 'internal'), '{"c":"internal"}')
})

for (const [name, template, given, want] of [
  ['constants are written as they are', { a: 'x', b: 1.5, c: true, d: null, e: [], f: {} }, {}, { a: 'x', b: 1.5, c: true, d: null, e: [], f: {} }],
  ['$$ is the sign itself, in values and in names', { a: '$$code', $$code: '$$', $$each: '$$$' }, {}, { a: '$code', $code: '$', $each: '$$' }],
  ['a sign within a text is a sign', { a: 'US$', b$: 'a$code' }, {}, { a: 'US$', b$: 'a$code' }],
  ['variables are filled in', { c: '$code', s: '$status', m: '$message', t: '$title', k: '$canonical', r: '$requestId', g: '$group' }, {},
    { c: 'locked', s: 409, m: 'The invoice is locked.', t: 'Conflict', k: 'ABORTED', r: 'req_1', g: 'Invoices' }],
  ['a member whose variable is undefined is left out', { p: '$param', i: '$instance', r: '$retryAfter', d: '$docs', o: '$details', s: '$details.state', e: { $each: 'issues', as: 'x' }, c: '$code' }, {}, { c: 'locked' }],
  ['a member whose variable is defined is not', { p: '$param', i: '$instance', r: '$retryAfter', o: '$details', s: '$details.state' },
    { param: '', instance: '/', retryAfter: 0, details: { state: 'sent', lines: [] } },
    { p: '', i: '/', r: 0, o: { state: 'sent', lines: [] }, s: 'sent' }],
  ['a private detail is none', { o: '$details', s: '$details.state' }, { details: { note: 'secret' } }, {}],
  ['an item whose variable is undefined goes', ['$retryAfter', '$code', '$param', { $optional: true, p: '$param' }, null], {}, ['locked', null]],
  ['a list stays where all its items go', { a: ['$param'], b: [{ $optional: true, c: '$group', p: '$docs', x: 1 }] }, {}, { a: [], b: [{ c: 'Invoices', x: 1 }] }],
  ['$optional goes when none of its variables is defined', { a: { $optional: true, x: 1, p: '$param', d: '$docs', o: '$details.state', '...': '$details' }, b: { $optional: true, x: 1 } }, {}, {}],
  ['$optional stays when one of them is', { a: { $optional: true, x: 1, p: '$param', q: ['$instance'] } }, { instance: '/' }, { a: { x: 1, q: ['/'] } }],
  ['$optional stays for issues', { a: { $optional: true, x: { $each: 'issues', as: '$issue.path' } } }, { issues: [{ path: 'p', message: '' }] }, { a: { x: ['p'] } }],
  ['$optional stays for a message that is always the same', { a: { $optional: true, b: { m: '$message' } } }, {}, { a: { b: { m: 'The invoice is locked.' } } }],
  ['$optional goes without issues', { a: { $optional: true, x: { $each: 'issues', as: '$message' } } }, {}, {}],
  ['$optional stays for details that it spreads', { a: { $optional: true, x: 1, '...': '$details' } }, { details: { state: 'paid' } }, { a: { x: 1, state: 'paid' } }],
  ['details stand where the spread does', { a: 1, '...': '$details', b: '$param', c: 2 }, { details: { lines: [1], state: 'paid' } }, { a: 1, state: 'paid', lines: [1], c: 2 }],
  ['details are spread first', { '...': '$details', a: 1 }, { details: { state: 'paid' } }, { state: 'paid', a: 1 }],
  ['nothing is spread first', { '...': '$details', a: '$param', b: '$code' }, {}, { b: 'locked' }],
  ['members that come and go leave no comma', { a: '$param', b: '$instance', c: ['$retryAfter', { x: '$param' }] }, { param: 'p', instance: '/', retryAfter: 1 }, { a: 'p', b: '/', c: [1, { x: 'p' }] }],
  ['$first writes the first that is defined', { a: { $first: ['$retryAfter', '$param'] }, b: { $first: ['$details', ['$code']] } }, { param: 'p' }, { a: 'p', b: ['locked'] }],
  ['$first writes nothing where none is', { a: { $first: ['$retryAfter', '$param'] }, b: { $first: ['$docs', { $optional: true, x: '$docs' }] } }, {}, {}],
  ['$first prefers what comes first', { a: { $first: ['$retryAfter', '$param'] } }, { param: 'p', retryAfter: 3 }, { a: 3 }],
  ['$string makes text of a variable', { a: { $string: '$status' }, b: { $string: '$retryAfter' }, c: { $string: '$message' }, d: { $string: '$param' }, e: { $string: '$docs' } }, { retryAfter: 7 },
    { a: '409', b: '7', c: 'The invoice is locked.' }],
  ['$string makes text of a detail', { a: { $string: '$details.lines' }, b: { $string: '$details.state' } }, { details: { lines: [1, 2], state: 'sent' } }, { a: '[1,2]', b: 'sent' }],
  ['$string makes text of each detail', { a: { $string: '$details' } }, { details: { lines: [1, 2], state: 'sent' } }, { a: { state: 'sent', lines: '[1,2]' } }],
  ['$string of no details is nothing', { a: { $string: '$details' } }, {}, {}],
  ['$each writes each issue', { a: { $each: 'issues', as: { p: '$issue.path', m: '$issue.message', l: '$issue.location', c: '$code' } } },
    { issues: [{ path: 'x', message: 'X.', location: 'body' }, { path: 'y', message: 'Y.' }] },
    { a: [{ p: 'x', m: 'X.', l: 'body', c: 'locked' }, { p: 'y', m: 'Y.', c: 'locked' }] }],
  ['$each leaves out an issue that has nothing to write', { a: { $each: 'issues', as: '$issue.code' }, b: { $each: 'issues', as: '$issue.keyword' } },
    { issues: [{ path: 'x', message: 'X.', code: 'c' }, { path: 'y', message: 'Y.' }] },
    { a: ['c'] }],
  ['$each of what this code has not is nothing', { a: { $each: 'issues', as: '$docs' }, b: { $each: 'issues', as: null } }, { issues: [{ path: 'x', message: 'X.' }] }, { b: [null] }],
  ['$each by path gathers the issues of a field', { a: { $each: 'issues', by: 'path', as: { c: '$issue.code' } }, b: { $each: 'issues', by: 'path', as: '$issue.code' } },
    { issues: [{ path: '__proto__', message: '', code: '1' }, { path: '', message: '', code: '2' }, { path: '__proto__', message: '', code: '3' }, { path: 'z', message: '' }] },
    { a: { ['__proto__']: [{ c: '1' }, { c: '3' }], '': [{ c: '2' }], z: [{}] }, b: { ['__proto__']: ['1', '3'], '': ['2'] } }],
  ['$each by path is nothing where no issue has something to write', { a: { $each: 'issues', by: 'path', as: '$issue.code' } }, { issues: [{ path: 'x', message: 'X.' }] }, {}],
  ['names that every object has are names', { constructor: '$code', ['__proto__']: '$status', '': '"' }, {}, { constructor: 'locked', ['__proto__']: 409, '': '"' }]
] as const) {
  t.test(name, async t => {
    const contract = await loadContract(catalogOf({ error: { it: template } }))
    const failure = fail(contract, 'locked', given as Partial<Occurrence>)
    const text = contract.envelope.serialize(failure)
    t.equal(text, JSON.stringify({ it: want }))
    assertSound(contract, failure)
  })
}

t.test('the time of a failure is in its body', async t => {
  const contract = await loadContract(catalogOf({ error: { at: '$timestamp' } }))
  const failure = fail(contract, 'locked')
  const now = JSON.parse(contract.envelope.serialize(failure)) as { at: string }
  t.ok(Math.abs(Date.parse(now.at) - Date.now()) < 60_000)
  t.equal(contract.envelope.serialize({ ...failure, timestamp: new Date(0) }), '{"at":"1970-01-01T00:00:00.000Z"}')
  t.same(contract.envelope.decode(409, {}, now)?.timestamp, now.at)
})

/** A detail of the given type in the code `extra`, and the path of its diagnostics. */
const extra = (details: object, more: object = {}) => ({ codes: { ...codes, extra: { status: 409, message: 'Extra.', details, ...more } } })

for (const [name, style, details, want] of [
  ['no detail may have the name of a member beside a spread', { error: { code: '$code', '...': '$details' } }, { code: 'string', 'codes?': 'string' },
    ['codes/extra/details/code: code must have another name: envelope mine writes its own code beside the details']],
  ['an optional one neither', { error: { code: '$code', '...': '$details' } }, { 'code?': 'string' },
    ['codes/extra/details/code?: code must have another name: envelope mine writes its own code beside the details']],
  ['wherever the spread stands', { error: { a: '$code', b: { $first: ['$param', [{ c: '$message', '...': '$details' }]] } } }, { a: 'string', b: 'string', c: 'string' },
    ['codes/extra/details/c: c must have another name: envelope mine writes its own c beside the details']],
  ['also in a list', { error: { a: '$code', list: [{ c: '$message', '...': '$details' }] } }, { a: 'string', c: 'string' },
    ['codes/extra/details/c: c must have another name: envelope mine writes its own c beside the details']],
  ['a detail may be either text or not where it is not written as text', { error: { a: '$details', b: { $string: '$details.note2' } } }, { x: 'string | integer', note2: 'string' }, []],
  ['a detail that is written as text must not', { error: { b: { $string: '$details.x' } } }, { x: 'string | integer', y: 'string | integer' },
    ['codes/extra/details/x: x must be either text or never text: envelope mine writes it as text, in which "1" and 1 look alike']],
  ['none may where all are written as text', { error: { b: { $string: '$details' } } },
    { a: 'string | integer', b: { enum: ['1', 1] }, c: {}, d: { description: 'Anything.' }, e: { type: ['string', 'null'] }, f: { anyOf: [{ type: 'string' }, { oneOf: [{ const: 1 }] }] } },
    ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `codes/extra/details/${name}: ${name} must be either text or never text: envelope mine writes it as text, in which "1" and 1 look alike`)],
  ['text in several ways is text, and no text in several ways is none', { error: { b: { $string: '$details' } } },
    { a: "'x' | string", b: { enum: ['1', '2'] }, c: { type: 'object', properties: { x: { type: 'string' } } }, d: { type: ['integer', 'null'] }, e: '(string | integer)[]', f: { const: 'x' }, g: '1 | boolean | null' }, []]
] as const) {
  t.test(name, async t => t.same(await mistakesIn(catalogOf(style, extra(details))), want))
}

t.test('a private detail may have any name and any type, because no envelope writes it', async t => {
  t.same(await mistakesIn(catalogOf({ error: { code: '$code', a: { $string: '$details' }, '...': '$details' } }, extra({ code: 'string | integer' }, { private: ['code'] }))), [])
})

t.test('details are checked against the variant that writes them', async t => {
  const style = { variants: [{ when: { roles: ['validation'] }, error: { code: '$code', errors: { $each: 'issues', as: '$issue.path' }, '...': '$details' } }, { error: { code: '$code', '...': '$details' } }] }
  t.same(await mistakesIn(catalogOf(style, extra({ errors: 'string' }))), [])
  const base = { envelope: 'mine', envelopes: { mine: style }, roles: { validation: 'invalid', internal: 'internal' }, ...extra({ errors: 'string' }) }
  const catalogs = { base, child: { extends: 'base', roles: { validation: 'extra' } } } as unknown as Readonly<Record<string, CatalogInput>>
  const { diagnostics } = await lintCatalogs({ catalogs })
  t.same(errorsIn(diagnostics), ['catalogs/child/codes/extra/details/errors: errors must have another name: envelope mine writes its own errors beside the details'])
})

t.test('an error is reported once, at its position, although children inherit it', async t => {
  const base = {
    envelope: 'mine',
    envelopes: { mine: { error: { code: '$code', x: '$details.nothing', '...': '$details' } }, unused: { error: { a: '$oops' } } },
    roles: { validation: 'invalid', internal: 'internal' },
    ...extra({ code: 'string' })
  }
  const catalogs = { base, child: { extends: 'base', codes: { own: { status: 400, message: 'Own.', details: { x: 'string' } } } }, other: { extends: 'base' } } as unknown as Readonly<Record<string, CatalogInput>>
  const { diagnostics } = await lintCatalogs({ catalogs })
  t.same(errorsIn(diagnostics).map(text => text.split(':')[0]).sort(), [
    'catalogs/base/codes/extra/details/code',
    'catalogs/base/envelopes/mine/error/x',
    'catalogs/base/envelopes/unused/error/a',
    'catalogs/child/codes/own/details/x'
  ])
})

t.test('catalogs of one file are each checked against a shipped style', async t => {
  const one = (name: string) => ({ envelope: 'cards', roles: { validation: 'invalid', internal: 'internal' }, ...extra({ [name]: 'string' }) })
  const { diagnostics } = await lintCatalogs({ catalogs: { a: one('status'), b: one('message'), c: one('other') } as unknown as Readonly<Record<string, CatalogInput>> })
  t.same(errorsIn(diagnostics).map(text => text.split(':')[0]), ['catalogs/a/codes/extra/details/status', 'catalogs/b/codes/extra/details/message'])
})

const alike = 'the variants of mine must differ in $code, in a constant or in a member that is always there: a body of this one could be read as an earlier one'

for (const [name, variants, want] of [
  ['carry the code', [{ code: '$code', p: '$param' }, { code: '$code', p: '$message' }], []],
  ['carry the code deep within', [{ a: [{ b: { $string: '$code' } }] }, { a: { $first: [{ $each: 'issues', as: { c: '$code' } }, { c: '$code' }] } }], []],
  ['have another constant', [{ ok: 'fail', message: '$message' }, { ok: 'error', message: '$message' }], []],
  ['have another type', [{ a: '$message' }, { a: ['$message'] }], []],
  ['need what the later one lacks', [{ message: '$message', id: '$requestId' }, { message: '$message' }], []],
  ['do not need what the later one lacks', [{ message: '$message', id: '$param' }, { message: '$message' }], ['variants/1/error: ' + alike]],
  ['are alike', [{ message: '$message' }, { message: '$message', id: '$requestId' }], ['variants/1/error: ' + alike]],
  ['differ only in what both may leave out', [{ a: '$param' }, { a: '$retryAfter' }], ['variants/1/error: ' + alike]],
  ['differ in what one of them always writes', [{ a: '$param' }, { a: '$status' }], []],
  ['may have in a spread what the earlier needs', [{ a: '$message' }, { '...': '$details' }], ['variants/1/error: ' + alike]],
  ['differ in an item that the earlier needs', [{ a: [{ x: 1 }] }, { a: [{ x: 2 }] }], []],
  ['differ in items that the earlier may leave out', [{ a: [{ $optional: true, x: 1, p: '$param' }] }, { a: [{ x: 2 }] }], ['variants/1/error: ' + alike]],
  ['differ in the items of issues', [{ a: { $first: [{ $each: 'issues', as: { x: 1 } }, null] } }, { a: { $first: [{ $each: 'issues', as: { x: 2 } }, true] } }], []],
  ['differ in a detail', [{ a: '$details.state' }, { a: '$message' }], ['variants/1/error: ' + alike]],
  ['differ in text', [{ a: { $string: '$status' } }, { a: '$status' }], []],
  ['differ in a map', [{ a: { $first: [{ $each: 'issues', by: 'path', as: 'x' }, null] } }, { a: { $first: [{ $string: '$details' }, 'x'] } }], ['variants/1/error: ' + alike]]
] as const) {
  t.test(`two variants for one status that ${name} are ${want.length === 0 ? 'accepted' : 'refused'}`, async t => {
    const [first, second] = variants
    t.same(await mistakesIn(catalogOf({ variants: [{ when: { codes: ['extra'] }, error: first }, { error: second }] }, extra({ 'state?': 'string' }))), want)
  })
}

t.test('variants without a common status may be alike', async t => {
  const error = { message: '$message' }
  const between = { when: { roles: ['validation'] }, error: { other: '$message' } }
  t.same(await mistakesIn(catalogOf({ variants: [{ when: { class: '5xx' }, error }, between, { error: { ...error, id: '$requestId' } }] })), [])
})

t.test('a variant is chosen by class, by code and by role, the first that fits', async t => {
  const contract = await loadContract(catalogOf({
    variants: [
      { when: { class: '5xx', roles: ['validation', 'internal'] }, error: { c: '$code', v: 1 } },
      { when: { class: '4xx', codes: ['locked', 'internal'] }, error: { c: '$code', v: 2 } },
      { when: { codes: ['locked', 'other'] }, error: { c: '$code', v: 3 } },
      { when: { roles: ['notFound', 'validation'] }, error: { c: '$code', v: 4 } },
      { error: { c: '$code', v: 5 } }
    ]
  }, { codes: { ...codes, other: { status: 503, message: 'Other.' }, rest: { status: 404, message: 'Rest.' } } }))
  t.same(['internal', 'locked', 'other', 'invalid', 'rest'].map(code => (JSON.parse(write(contract, code)) as { v: number }).v), [1, 2, 3, 4, 5])
})

// An envelope that loads is safe: the checks above ensure that. So these envelopes are unusual on purpose.

const leaf = fc.constantFrom<unknown>(
  '$code', '$message', '$status', '$title', '$group', '$requestId', '$details', '$details.state', '$details.lines', '$param', '$retryAfter', '$docs', '$instance',
  'x', 'y', 1, 2, true, null, { $string: '$details' }, { $string: '$details.lines' }, { $string: '$retryAfter' }, { $string: '$status' }
)
const issueLeaf = fc.constantFrom<unknown>('$issue.path', '$issue.message', '$issue.pointer', '$issue.parameter', '$issue.header', '$issue.location', '$issue.keyword', '$issue.code', '$code', 'x', 1, null)

const templates = (leaf: Arbitrary<unknown>, each: Arbitrary<unknown> | undefined) => fc.letrec<{ any: unknown, object: Record<string, unknown> }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    ...(each === undefined ? [] : [fc.record({ $each: fc.constant('issues'), by: fc.constant('path'), as: each }, { requiredKeys: ['$each', 'as'] })]),
    tie('object'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map($first => ({ $first }))
  ),
  object: fc.tuple(
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
    fc.record({ $optional: fc.constant(true), ...(each === undefined ? {} : { '...': fc.constant('$details') }) }, { requiredKeys: [] })
  ).map(([members, more]) => ({ ...more, ...members }))
}))
const perIssue = templates(issueLeaf, undefined).any
const { object } = templates(leaf, perIssue)
const noOptional = ({ $optional, ...rest }: Record<string, unknown>) => rest

const given = fc.record({
  message: fc.constantFrom('x', 'm', '1', '[]'),
  requestId: fc.constantFrom('x', 'r', '409'),
  param: fc.constantFrom('x', 'p', ''),
  instance: fc.constantFrom('x', '/'),
  retryAfter: fc.constantFrom(0, 1, 409),
  details: fc.record({ state: fc.constantFrom('sent', 'paid'), lines: fc.array(fc.constantFrom(1, 2)), total: fc.constantFrom(1, 2) }, { requiredKeys: [] }),
  issues: fc.array(fc.record({
    path: fc.constantFrom('a', 'x', '1'), message: fc.constantFrom('m', 'x'), location: fc.constantFrom('body', 'query', 'path', 'header'), pointer: fc.constantFrom('/a', 'x'), keyword: fc.constantFrom('k', 'x'), code: fc.constantFrom('c', 'x')
  }, { requiredKeys: ['path', 'message'] }), { maxLength: 3 })
}, { requiredKeys: ['requestId', 'details'] })

const ajv = new Ajv({ strict: false, allowUnionTypes: true, ownProperties: true, code: { optimize: false } })

/** The variables that a template always writes: those outside of forms. */
function alwaysIn (template: unknown): unknown[] {
  if (typeof template !== 'object' || template === null) return [template]
  const isForm = Object.keys(template).some(key => key.startsWith('$') && key !== '$optional')
  return isForm ? [] : Object.values(template).flatMap(alwaysIn)
}

/** The body fits its schema. Reading it back returns all members that the template always writes, and nothing that the failure did not have. */
function assertSound ({ envelope }: Contract, failure: Failure, template?: unknown) {
  const text = envelope.serialize(failure)
  const body = JSON.parse(text) as unknown
  const isValid = ajv.compile(envelope.schemaOf(failure.entry))
  assert(isValid(body), `${text}: ${JSON.stringify(isValid.errors)}`)
  const decoded = envelope.decode(failure.status, {}, body)
  assert(decoded !== undefined, text)
  const { details, issues, timestamp, ...values } = decoded
  const written = alwaysIn(template)
  for (const name of ['code', 'message', 'requestId'] as const) {
    if (written.includes(`$${name}`)) assert.equal(decoded[name], failure[name], text)
  }
  if (written.includes('$details') && written.includes('$code')) assert.deepEqual(details, { ...failure.details }, text)
  assert.deepEqual(values, Object.fromEntries(Object.keys(values).map(name => [name, failure[name as keyof Failure]])), text)
  for (const [name, value] of Object.entries(details)) {
    const was = failure.details[name]
    // A value that `$string` wrote stays text if no code gives its type.
    const isText = decoded.code === undefined && value === JSON.stringify(was)
    if (!isText) assert.deepEqual(value, was, text)
  }
  for (const issue of issues) {
    assert(failure.issues.some(given => Object.entries(issue).every(([name, value]) => value === '' || given[name as keyof typeof given] === value)), `${text}: ${JSON.stringify(issue)}`)
  }
}

t.test('every envelope that loads writes bodies that fit their schema and can be read back', async t => {
  const variants = fc.oneof(
    object.map(error => ({ error: noOptional(error) })),
    fc.tuple(fc.constantFrom({ class: '5xx' }, { codes: ['locked'] }, { roles: ['validation'] }), object, object)
      .map(([when, ...errors]) => ({ variants: errors.map((error, index) => ({ ...(index === 0 ? { when } : {}), error: noOptional(error) })) }))
  )
  let loaded = 0
  await t.resolves(fc.assert(fc.asyncProperty(variants, fc.constantFrom({}, { docs: 'https://docs.test/{code}' }), fc.array(given, { minLength: 3, maxLength: 3 }), async (style, docs, givens) => {
    const catalog = catalogOf(style, { ...docs, codes: { ...codes, other: { status: 409, message: 'x', details: { 'state?': 'string' } } } })
    if ((await mistakesIn(catalog)).length > 0) return
    loaded++
    const contract = await loadContract(catalog)
    for (const code of ['invalid', 'locked', 'other', 'internal']) {
      for (const given of givens) assertSound(contract, fail(contract, code, given), 'error' in style ? style.error : undefined)
    }
  }), { numRuns: 120 }))
  t.ok(loaded > 30, `${loaded} of them load`)
})

const yaml = `
envelope: ours
envelopes:
  ours:
    contentType: application/vnd.ours+json
    variants:
      - when: { roles: [validation] }
        error:
          result: invalid
          code: $code
          fields: { $each: issues, by: path, as: { text: $issue.message, rule: $issue.keyword } }
          help: { $optional: true, text: See here., url: $docs }
      - when: { class: 5xx, codes: [down] }
        error: { result: down, code: $code, wait: { $string: $retryAfter } }
      - error:
          result: refused
          code: $code
          $$price: $details.price
          about: { $first: [$retryAfter, $param, [none]] }
          what: { text: $message, '...': $details }
    success:
      result: ok
      '...': $data
docs: https://docs.test/{code}
roles: { validation: bad, internal: down }
codes:
  bad: { status: 400, message: Bad. }
  down: { status: 503, message: Down., retryAfter: 9 }
  dear: { status: 402, message: 'It costs {price}.', details: { price: integer, 'per?': string } }
`

t.test('a style written in YAML works from end to end', async t => {
  const dir = t.testdir({ 'catalog.yaml': yaml })
  const { envelope, ...contract } = await loadContract(join(dir, 'catalog.yaml'))
  t.equal(envelope.contentType, 'application/vnd.ours+json')
  const issues = [{ path: 'a', message: 'A.', keyword: 'type' }, { path: 'b', message: 'B.' }, { path: 'a', message: 'C.' }]
  for (const [code, given, want, carried] of [
    ['bad', { issues }, { result: 'invalid', code: 'bad', fields: { a: [{ text: 'A.', rule: 'type' }, { text: 'C.' }], b: [{ text: 'B.' }] }, help: { text: 'See here.', url: 'https://docs.test/bad' } },
      { code: 'bad', status: 400, details: {}, issues: [issues[0], issues[2], issues[1]] }],
    ['down', {}, { result: 'down', code: 'down', wait: '9' }, { code: 'down', status: 503, retryAfter: 9, details: {}, issues: [] }],
    ['dear', { details: { price: 3, per: 'day' }, param: 'plan' }, { result: 'refused', code: 'dear', $price: 3, about: 'plan', what: { text: 'It costs 3.', price: 3, per: 'day' } },
      { code: 'dear', status: 402, message: 'It costs 3.', param: 'plan', details: { price: 3, per: 'day' }, issues: [] }],
    ['dear', { details: { price: 3 } }, { result: 'refused', code: 'dear', $price: 3, about: ['none'], what: { text: 'It costs 3.', price: 3 } },
      { code: 'dear', status: 402, message: 'It costs 3.', details: { price: 3 }, issues: [] }]
  ] as const) {
    const failure = fail({ envelope, ...contract }, code, given)
    t.equal(envelope.serialize(failure), JSON.stringify(want))
    t.same(envelope.decode(failure.status, {}, want), carried)
    assertSound({ envelope, ...contract }, failure)
  }
  t.equal(envelope.wrap?.('{"id":1}'), '{"result":"ok","id":1}')
})

t.test('an error is underlined: the key if the key is invalid, else the value', async t => {
  for (const [error, success, want] of [
    ['a: { $eech: issues }', 'ok: $data', '$eech'],
    ['a: { $each: issues, at: x, as: $code }', 'ok: $data', 'at'],
    ['a: { $each: issues }', 'ok: $data', '$each'],
    ['a: { $each: details, as: $code }', 'ok: $data', 'details'],
    ['a: { $each: issues, by: code, as: $issue.path }', 'ok: $data', 'code'],
    ['a: $coed', 'ok: $data', '$coed'],
    ['a: { $first: [$code, $param] }', 'ok: $data', '$param'],
    ['a: [$param, $code]', 'ok: $data', '$param'],
    ["total: 1, '...': $details", 'ok: $data', 'total?'],
    ['a: { $string: $details }, b: { $string: $details.loose }', 'ok: $data', 'string | integer'],
    ['a: $code', "data: 1, '...': $data", 'data'],
    ['a: $code', '$x: 1, ok: $data', '$x'],
    ['a: $code', 'x: $code, ok: $data', '$code']
  ] as const) {
    const loose = error.includes('loose') ? ', loose: string | integer' : ''
    const dir = t.testdir({
      'catalog.yaml': `
envelope: mine
envelopes:
  mine:
    error: { ${error} }
    success: { ${success} }
roles: { validation: bad, internal: bad }
codes:
  bad: { status: 400, message: Bad., details: { total?: integer${loose} } }
`
    })
    const { diagnostics } = await lintCatalogs(join(dir, 'catalog.yaml'))
    t.same(diagnostics.filter(({ level }) => level === 'error').map(({ place: { source = '', column = 0, length } }) => source.substr(column - 1, length)), [want])
  }
})

t.test('an error in an envelope is shown with its line', async t => {
  const dir = t.testdir({ 'catalog.yaml': yaml.replace('$retryAfter, $param, [none]', '$details.price, $param') })
  await t.rejects(loadContract(join(dir, 'catalog.yaml')), {
    code: 'ERR_CATALOG_INVALID',
    message: /catalog\.yaml:19:28 {2}the alternatives of a \$first must differ [^\n]*\n {4} +about: \{ \$first: \[\$details\.price, \$param\] \}\n {31}\^{24}$/
  })
})
