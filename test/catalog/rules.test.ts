import t from 'tap'
import { entryOf, findEntry, type Catalog } from '../../src/catalog/catalog.ts'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { didYouMean } from '../../src/support/didYouMean.ts'
import { readCatalog, readCatalogs, type CatalogSource } from '../../src/catalog/read.ts'
import { roleNames, type Role } from '../../src/format/roles.ts'
import { fill, parseTemplate } from '../../src/catalog/template.ts'
import { lintCatalogs, loadContract } from '../../src/envelope/load.ts'

const base = {
  roles: { validation: 'bad', internal: 'bug' },
  codes: { bad: { status: 400, message: 'Bad.' }, bug: { status: 500, message: 'Bug.' } }
}

/** Each diagnostic as `path message`. A file can contain values that TypeScript would reject. */
async function mistakesIn (catalog: object): Promise<string[]> {
  const { diagnostics } = await readCatalogs(catalog as CatalogSource)
  return diagnostics.filter(({ level }) => level === 'error').map(({ path, message }) => `${path.join('.')} ${message}`)
}

const withEntry = (entry: object, code = 'a') => ({ ...base, codes: { ...base.codes, [code]: { status: 404, message: 'Gone.', ...entry } } })
const withSetting = (setting: object) => ({ ...base, ...setting })
const details = { id: 'string', count: 'integer', 'note?': 'string', list: 'string[]', map: '{ a: string }', state: "'x' | 'y'", secret: 'string', ratio: 'number' }

t.test('an entry', async t => {
  for (const [name, entry, want] of [
    ['may have holes for its scalar details', { message: '{id} {count} {note} {state} {id}', details }, []],
    ['may have braces that are doubled', { message: 'Write {{ and }}, or {{{id}}}.', details }, []],
    ['has no holes that are not declared', { message: '{ide} {nothing}', details }, ['codes.a.message {ide} must be a declared detail (did you mean "id"?)', 'codes.a.message {nothing} must be a declared detail: add it to details']],
    ['reports a placeholder once that occurs twice', { message: '{ide} {ide}', details }, ['codes.a.message {ide} must be a declared detail (did you mean "id"?)']],
    ['has no private holes, and suggests none', { message: '{secret} {secre}', details, private: ['secret'] }, ['codes.a.message {secret} is private and must not be sent: remove it here, or from private', 'codes.a.message {secre} must be a declared detail: add it to details']],
    ['has no lists and objects for holes', { message: '{list} {map}', details }, ['codes.a.message {list} must be a string, number or boolean to be used in a message', 'codes.a.message {map} must be a string, number or boolean to be used in a message']],
    ['closes what it opens', { message: 'An open { brace.' }, ['codes.a.message a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself']],
    ['opens what it closes', { message: 'A brace }.' }, ['codes.a.message a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself']],
    ['has names in its holes', { message: '{ id }' }, ['codes.a.message a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself']],

    ['may have headers with holes', { headers: { 'X-Id': '{id}', 'x-count': 'n={count}', Link: '<https://docs.test>; rel="help"' }, details }, []],
    ['has headers with names of tokens', { headers: { 'X Id': 'a', '': 'b' } }, ['codes.a.headers.X Id a header must have a name of letters, digits and hyphens, got "X Id"', 'codes.a.headers. a header must have a name of letters, digits and hyphens, got ""']],
    ['has headers that cannot split the reply', { headers: { 'X-A': 'a\r\nSet-Cookie: b', 'X-B': 'ł', 'X-C': 'é\t~' } }, ['codes.a.headers.X-A X-A must be a header value: leave out control characters and characters beyond Latin-1', 'codes.a.headers.X-B X-B must be a header value: leave out control characters and characters beyond Latin-1']],
    ['has headers whose holes are declared and public', { headers: { 'X-A': '{ide}', 'X-B': '{secret}', 'X-C': '{list}', 'X-D': '{' }, details, private: ['secret'] }, [
      'codes.a.headers.X-A {ide} must be a declared detail (did you mean "id"?)',
      'codes.a.headers.X-B {secret} is private and must not be sent: remove it here, or from private',
      'codes.a.headers.X-C {list} must be a string, number or boolean to be used in a message',
      'codes.a.headers.X-D a brace must open a hole such as {name} and close it: write {{ or }} for the brace itself'
    ]],
    ['leaves the headers of the server alone', { headers: { 'Retry-After': '1', 'WWW-authenticate': 'a', 'content-type': 'b', 'Transfer-Encoding': 'c' } }, [
      'codes.a.headers.Retry-After "Retry-After" must not be set here: use retryAfter',
      'codes.a.headers.WWW-authenticate "WWW-authenticate" must not be set here: use challenge',
      'codes.a.headers.content-type "content-type" must not be set here: the server writes it',
      'codes.a.headers.Transfer-Encoding "Transfer-Encoding" must not be set here: the server writes it'
    ]],
    ['has a challenge that fits into a header', { status: 401, challenge: 'Bearer\nx' }, ['codes.a.challenge challenge must be a header value: leave out control characters and characters beyond Latin-1']],
    ['may have a challenge with quotes', { status: 401, challenge: 'Bearer realm="a", error="invalid_token"' }, []],

    ['may link Retry-After to a public integer', { status: 429, retryAfter: '{count}', details }, []],
    ['may link Retry-After to a public number', { status: 429, retryAfter: '{ratio}', details }, []],
    ['links Retry-After to nothing else', { status: 429, retryAfter: '{id}', details }, ['codes.a.retryAfter retryAfter must name a public detail of type integer, got "{id}"']],
    ['links Retry-After to what is declared', { status: 429, retryAfter: '{cont}', details }, ['codes.a.retryAfter retryAfter must name a public detail of type integer, got "{cont}" (did you mean "count"?)']],
    ['links Retry-After to what is public', { status: 429, retryAfter: '{count}', details, private: ['count'] }, ['codes.a.retryAfter retryAfter must name a public detail of type integer, got "{count}"']],
    ['has whole seconds before a retry', { retryAfter: 1.5 }, ['codes.a.retryAfter retryAfter must be a whole number of seconds, or \'{name}\' of a detail, got 1.5']],
    ['has no negative seconds before a retry', { retryAfter: -1 }, ['codes.a.retryAfter retryAfter must be a whole number of seconds, or \'{name}\' of a detail, got -1']],
    ['has no more seconds before a retry than digits', { retryAfter: 1e300 }, ['codes.a.retryAfter retryAfter must be a whole number of seconds, or \'{name}\' of a detail, got 1e+300']],
    ['has nothing beside the hole of a link', { retryAfter: '{count} s', details }, ['codes.a.retryAfter retryAfter must be a whole number of seconds, or \'{name}\' of a detail, got "{count} s"']],

    ['has private details that are declared', { private: ['id', 'secre', 'other'], details }, ['codes.a.private.1 private must name declared details, got "secre" (did you mean "secret"?)', 'codes.a.private.2 private must name declared details, got "other"']],
    ['may have optional private details', { private: ['note'], details }, []],
    ['has details with names that a hole can hold', { details: { 'a b': 'string', '1a': 'string', é: 'string', 'a.b': 'string', '': 'string', '?': 'string' } }, ['a b', '1a', 'é', 'a.b', '', ''].map((name, index) => `codes.a.details.${['a b', '1a', 'é', 'a.b', '', '?'][index]} a detail must be named with letters, digits, _ and -, got "${name}"`)],
    ['has no detail that changes what an object is', JSON.parse('{ "details": { "__proto__": "string" } }'), ['codes.a.details.__proto__ a detail must be named with letters, digits, _ and -, got "__proto__"']],
    ['may have details named like members of every object', { message: '{constructor} {toString}', details: { constructor: 'string', toString: 'string', hasOwnProperty: 'string' } }, []],
    ['declares a detail once', { details: { id: 'string', 'id?': 'string' } }, ['codes.a.details.id? a detail must be declared once, but "id" is there with and without ?']],

    ['has no alias that is a code', { aliases: ['bad'] }, ['codes.a.aliases.0 an alias must be a name that is free, but "bad" is a code']],
    ['has no alias that is itself', { aliases: ['a'] }, ['codes.a.aliases.0 an alias must be a name that is free, but "a" is a code']],
    ['may have several aliases', { aliases: ['b', 'c'] }, []],
    ['is replaced by a code', { deprecated: true, replacedBy: 'bda' }, ['codes.a.replacedBy "bda" must be a code of this catalog']],
    ['is replaced by another code', { deprecated: 'Old.', replacedBy: 'a' }, ['codes.a.replacedBy replacedBy must name another code than "a" itself']],
    ['may be replaced by another', { replacedBy: 'bad' }, []],

    ['has no status below 400 but 200, 201 and 202', { status: 302 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 302']],
    ['has no status that forbids a body', { status: 204 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 204']],
    ['has no status 304', { status: 304 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 304']],
    ['has no status 99', { status: 99 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 99']],
    ['has no status 600', { status: 600 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 600']],
    ['has a status that is whole', { status: 404.5 }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got 404.5']],
    ['has a status that is no text', { status: '404' }, ['codes.a.status status must be an integer from 400 to 599, or 200, 201 or 202, got "404": remove the quotes']],
    ['may have the status 200', { status: 200 }, []],
    ['has a message that says something', { message: '' }, ['codes.a.message message must be a non-empty text, got ""']],
    ['has no key that is not known', { stats: 1, groop: 'x', zzz: 1 }, [
      'codes.a.stats "stats" is not a known key (did you mean "status"?)',
      'codes.a.groop "groop" is not a known key (did you mean "group"?)',
      'codes.a.zzz "zzz" is not a known key: use status, message, meaning, action, causes, group, details, private, retry, retryAfter, challenge, headers, log, sdk, since, deprecated, replacedBy, public, aliases'
    ]],
    ['shows no more of a long value than tells which', { retry: 'x'.repeat(100) }, [`codes.a.retry retry must be "never", "after", "idempotent", "same-key" or "check-first", got "${'x'.repeat(56)}...`]],
    ['has a text or a mapping for a detail', { details: { id: 5, other: ['string'], none: null } }, [
      "codes.a.details.id id must be a type in TypeScript syntax, in quotes, or a JSON Schema, got 5: put it in quotes, '5'",
      'codes.a.details.other other must be a type in TypeScript syntax, in quotes, or a JSON Schema, got a list',
      'codes.a.details.none none must be a type in TypeScript syntax, in quotes, or a JSON Schema, got nothing'
    ]]
  ] as Array<[string, object, string[]]>) {
    t.test(name, async t => t.same(await mistakesIn(withEntry(entry)), want))
  }

  for (const [code, want] of [
    ['a b', []], ['order.lost', []], ['08006', []], ['constructor', []], ['ÜBER', []],
    ['', ['codes. a code must be a text without control characters, got ""']],
    ['a\nb', ['codes.a\nb a code must be a text without control characters, got "a\\nb"']],
    ['a\ud800', ['codes.a\ud800 a code must be a text without control characters, got "a\\ud800"']]
  ] as const) {
    t.test(`may or may not have the code ${JSON.stringify(code)}`, async t => t.same(await mistakesIn(withEntry({}, code)), want))
  }
})

t.test('an entry has defaults by its status', async t => {
  for (const [given, want] of [
    [{ status: 200 }, ['never', 'info']],
    [{ status: 404 }, ['never', 'info']],
    [{ status: 429 }, ['after', 'warn']],
    [{ status: 503 }, ['idempotent', 'error']],
    [{ status: 429, retry: 'never', log: 'silent' }, ['never', 'silent']],
    [{ status: 500, retry: 'check-first', log: 'fatal' }, ['check-first', 'fatal']]
  ] as const) {
    const { entries } = await readCatalog(withEntry(given) as CatalogInput)
    const { retry, log } = entries.get('a') ?? {}
    t.same([retry, log], want, JSON.stringify(given))
  }
})

t.test('an entry has the members of the file, and no members for missing ones', async t => {
  const full = { meaning: 'm', action: 'n', causes: ['c'], group: 'g', challenge: 'Bearer', sdk: 'E', since: '1.0', deprecated: 'old', replacedBy: 'bad', aliases: ['b'], retryAfter: 3 }
  const catalog = await readCatalog(withEntry({ ...full, headers: { 'X-A': '{id}' }, details: { 'id?': 'string' } }) as CatalogInput)
  const entry = findEntry(catalog, 'b')
  t.match(entry, { code: 'a', ...full, headers: [['x-a', { holes: ['id'] }]], details: [{ name: 'id', required: false, private: false, schema: { type: 'string' } }] })
  t.same(Object.keys(findEntry(catalog, 'bad') ?? {}).sort(), ['aliases', 'causes', 'code', 'details', 'headers', 'log', 'message', 'messages', 'retry', 'status'])
  t.equal(findEntry(catalog, 'unknown'), undefined)
  t.equal(findEntry(catalog, ''), undefined)
  t.equal(entryOf(catalog, 'rateLimited').code, 'bad')
})

t.test('a catalog', async t => {
  for (const [name, catalog, want] of [
    ['names codes that exist for roles', withSetting({ roles: { ...base.roles, notFound: 'bda', conflict: 'lost' } }), ['roles.notFound "bda" must be a code of this catalog', 'roles.conflict "lost" must be a code of this catalog']],
    ['names no alias for a role', { ...withEntry({ aliases: ['gone'] }), roles: { ...base.roles, notFound: 'gone' } }, ['roles.notFound "gone" must be a code of this catalog: it is an alias, use "a"']],
    ['names roles that exist', withSetting({ roles: { ...base.roles, notfound: 'bad', ratelimit: 'bad' } }), ['roles.notfound "notfound" is not a known key (did you mean "notFound"?)', 'roles.ratelimit "ratelimit" is not a known key (did you mean "rateLimited"?)']],
    ['lists the roles where none is near', withSetting({ roles: { ...base.roles, teapotBrewing: 'bad' } }), [`roles.teapotBrewing "teapotBrewing" is not a known key: use ${roleNames.join(', ')}`]],
    ['needs a code for validation', withSetting({ roles: { internal: 'bug' } }), ['roles roles must name a code for validation: it has no fallback (or add extends: http)']],
    ['needs a code for internal', withSetting({ roles: { validation: 'bad' } }), ['roles roles must name a code for internal: it has no fallback (or add extends: http)']],
    ['maps errors, validation and statuses to codes that exist', withSetting({ map: { errors: { 23505: 'bat' }, validation: { type: 'bagd' }, statuses: { 418: 'bugs' } } }), ['map.errors.23505 "bat" must be a code of this catalog (did you mean "bad"?)', 'map.validation.type "bagd" must be a code of this catalog (did you mean "bad"?)', 'map.statuses.418 "bugs" must be a code of this catalog (did you mean "bug"?)']],
    ['maps statuses of failures', withSetting({ map: { statuses: { 399: 'bad', 600: 'bad', '4xx': 'bad', '0404': 'bad', 400: 'bad', 599: 'bad' } } }), ['399', '600', '4xx', '0404'].map(status => `map.statuses.${status} statuses must have keys from 400 to 599, got "${status}"`)],
    ['has a request id header with a plain name', withSetting({ requestId: { header: 'X Request' } }), ['requestId.header header must be a name of letters, digits and hyphens, got "X Request"']],
    ['has a retry header with letters, digits and hyphens', withSetting({ retryHeader: 'x retry' }), ['retryHeader retryHeader must be a name of letters, digits and hyphens, got "x retry"']],
    ['has a custom retry header', withSetting({ retryHeader: 'Retry-After' }), ['retryHeader retryHeader must not be "Retry-After", which means something else: use X-Should-Retry or a custom name']],
    ['has a retry header beside the request id', withSetting({ retryHeader: 'x-request-id' }), ['retryHeader retryHeader must not be "x-request-id", which has the request id: use X-Should-Retry or a custom name']],
    ['has a custom request id header', withSetting({ requestId: { header: 'Content-Length' } }), ['requestId.header header must not be "Content-Length", which means something else: use X-Request-Id or a custom name']],
    ...['Set-Cookie', 'Cache-Control', 'Access-Control-Allow-Origin', 'link'].map(header =>
      [`has no request id in ${header}`, withSetting({ requestId: { header } }), [`requestId.header header must not be "${header}", which means something else: use X-Request-Id or a custom name`]] as const),
    ['has a prefix that fits into ids', withSetting({ requestId: { prefix: 'a b' } }), ['requestId.prefix prefix must be at most 32 letters, digits, _, . and -, got "a b"']],
    ['has a short prefix', withSetting({ requestId: { prefix: 'x'.repeat(33) } }), [`requestId.prefix prefix must be at most 32 letters, digits, _, . and -, got "${'x'.repeat(33)}"`]],
    ['may set all of the request id', withSetting({ requestId: { header: 'KYC-Request-Id', prefix: 'req_', trust: false } }), []],
    ['may have docs at a URL, a path or a fragment', withSetting({ docs: 'https://docs.test/errors?code={code}#{code}' }), []],
    ['may have docs at a path', withSetting({ docs: '/errors/{code}' }), []],
    ['has docs that do not end the Link header', withSetting({ docs: 'https://docs.test/>; rel="x"' }), ['docs docs must be a URL in which {code} stands for the code, got "https://docs.test/>; rel="x""']],
    ['has no other hole in the docs', withSetting({ docs: 'https://docs.test/{status}' }), ['docs docs must be a URL in which {code} stands for the code, got "https://docs.test/{status}"']],
    ['has docs that are a URL', withSetting({ docs: 'http://' }), ['docs docs must be a URL in which {code} stands for the code, got "http://"']],
    ['has no two codes of one former name', { ...base, codes: { ...base.codes, a: { status: 404, message: 'A.', aliases: ['old'] }, b: { status: 404, message: 'B.', aliases: ['x', 'old'] } } }, ['codes.b.aliases.1 an alias must be a name that is free, but "old" is an alias of a']],
    ['has no key that is not known', withSetting({ extend: 'http', role: {} }), ['extend "extend" is not a known key (did you mean "extends"?)', 'role "role" is not a known key (did you mean "roles"?)']]
  ] as Array<[string, object, string[]]>) {
    t.test(name, async t => t.same(await mistakesIn(catalog), want))
  }

  t.test('frees a former name that it makes a code again', async t => {
    const parent = { ...base, codes: { ...base.codes, a: { status: 404, message: 'A.', aliases: ['old', 'older'] } } }
    const { catalogs: [, child] } = await readCatalogs({ catalogs: { parent, child: { extends: 'parent', codes: { old: { status: 410, message: 'Old.' } } } } } as never as CatalogSource)
    t.equal(findEntry(child as Catalog, 'old')?.status, 410)
    t.equal(findEntry(child as Catalog, 'older')?.code, 'a')
    t.same([...child?.aliases ?? []], [['older', 'a']])
    t.same(await mistakesIn({ catalogs: { parent, child: { extends: 'parent', codes: { b: { status: 404, message: 'B.', aliases: ['old'] } } } } }), ['catalogs.child.codes.b.aliases.0 an alias must be a name that is free, but "old" is an alias of a'])
  })

  t.test('names an envelope that exists', async t => {
    for (const [given, want] of [
      [{ envelope: 'nestd' }, /^1 problem in catalog\n\ncatalog: envelope {2}envelope must be the name of an envelope, got "nestd" \(did you mean "nested"\?\)$/],
      [{ envelope: 'mime', envelopes: { mine: { error: { code: '$code', message: '$message' } } } }, /got "mime" \(did you mean "mine"\?\)$/],
      [{ envelope: 'constructor' }, /got "constructor": use nested, kyc, /],
      [{ envelope: '__proto__' }, /got "__proto__": use nested, kyc, /]
    ] as const) {
      await t.rejects(loadContract({ ...base, ...given } as CatalogSource), { message: want }, given.envelope)
    }
  })

  t.test('reports an invalid type once, even if its envelope would write the detail as text', async t => {
    const { diagnostics } = await lintCatalogs({ ...withEntry({ details: { x: 'strin' } }), envelope: 'google' } as CatalogSource)
    t.same(diagnostics.filter(({ level }) => level === 'error').map(({ path }) => path.join('.')), ['codes.a.details.x'])
  })

  t.test('reports errors of its envelopes even if its parent is unknown', async t => {
    const { diagnostics } = await lintCatalogs({ extends: 'htp', envelope: 'theirs', envelopes: { mine: { error: { code: '$cod' } } } } as CatalogSource)
    t.same(diagnostics.map(({ path }) => path.join('.')), ['extends', 'envelopes.mine.error.code'])
  })

  t.test('reports an error of its envelope together with the others', async t => {
    await t.rejects(loadContract({ ...base, envelope: 'nestd', docs: 'a b', codes: { ...base.codes, a: { status: 302, message: '{x}' } } } as never as CatalogSource), { message: /^4 problems in catalog\n\n/ })
  })
})

const fourXx: readonly Role[] = ['badRequest', 'malformedBody', 'notFound', 'methodNotAllowed', 'notAcceptable', 'payloadTooLarge', 'unsupportedMediaType', 'uriInvalid', 'uriTooLong', 'headersTooLarge', 'requestTimeout', 'expectationFailed', 'rateLimited', 'banned', 'unauthenticated', 'forbidden', 'conflict', 'idempotencyRequired', 'idempotencyMismatch', 'idempotencyInFlight', 'idempotencyExpired']

/** Each of these roles with its code, all other roles with the code of badRequest. */
const rolesWith = (badRequest: string, more: Partial<Record<Role, string>>) =>
  ({ ...Object.fromEntries(fourXx.map(role => [role, badRequest])), ...more })

t.test('a role that is left out falls back', async t => {
  const named = (roles: Partial<Record<Role, string>>) => ({
    ...base,
    roles: { ...base.roles, ...roles },
    codes: { ...base.codes, ...Object.fromEntries(Object.values(roles).map(code => [code, { status: 400, message: 'M.' }])) }
  })
  const internal = { validation: 'bad', internal: 'bug', handlerTimeout: 'bug', unavailable: 'bug', badGateway: 'bug', gatewayTimeout: 'bug' }
  for (const [name, given, want] of [
    ['to validation and internal where nothing else is named', base, rolesWith('bad', internal)],
    ['to badRequest before validation', named({ badRequest: 'br' }), rolesWith('br', internal)],
    ['from methodNotAllowed to notFound', named({ notFound: 'nf' }), rolesWith('bad', { ...internal, notFound: 'nf', methodNotAllowed: 'nf' })],
    ['from banned to forbidden', named({ forbidden: 'fo' }), rolesWith('bad', { ...internal, forbidden: 'fo', banned: 'fo' })],
    ['from keys of another body and in flight to conflict', named({ conflict: 'co' }), rolesWith('bad', { ...internal, conflict: 'co', idempotencyMismatch: 'co', idempotencyInFlight: 'co' })],
    ['from timeouts and gateways to unavailable', named({ unavailable: 'un' }), rolesWith('bad', { ...internal, unavailable: 'un', handlerTimeout: 'un', badGateway: 'un', gatewayTimeout: 'un' })],
    ['in kyc', 'catalog.yaml#kyc', rolesWith('validation_error', {
      validation: 'validation_error',
      notFound: 'not_found',
      methodNotAllowed: 'method_not_allowed',
      rateLimited: 'rate_limited',
      unauthenticated: 'authentication_required',
      forbidden: 'permission_denied',
      banned: 'permission_denied',
      idempotencyMismatch: 'idempotency_conflict',
      handlerTimeout: 'dependency_unavailable',
      unavailable: 'dependency_unavailable',
      badGateway: 'dependency_unavailable',
      gatewayTimeout: 'dependency_unavailable',
      internal: 'internal_error'
    })],
    ['in billing', 'catalog.yaml#billing', rolesWith('validation.failed', {
      validation: 'validation.failed',
      notFound: 'not_found',
      methodNotAllowed: 'not_found',
      rateLimited: 'rate_limit.exceeded',
      unauthenticated: 'auth.missing_token',
      forbidden: 'auth.scope_required',
      banned: 'auth.scope_required',
      idempotencyRequired: 'idempotency.required',
      idempotencyMismatch: 'idempotency.body_mismatch',
      idempotencyInFlight: 'idempotency.in_flight',
      idempotencyExpired: 'idempotency.replay_too_late',
      handlerTimeout: 'unavailable',
      unavailable: 'unavailable',
      badGateway: 'unavailable',
      gatewayTimeout: 'unavailable',
      internal: 'internal_error'
    })],
    ['in settlement', 'catalog.yaml#settlement', rolesWith('invalid_request', {
      validation: 'invalid_request',
      notFound: 'not_found',
      methodNotAllowed: 'not_found',
      conflict: 'conflict',
      idempotencyMismatch: 'conflict',
      idempotencyInFlight: 'conflict',
      unauthenticated: 'unauthorized',
      forbidden: 'forbidden',
      banned: 'forbidden',
      rateLimited: 'rate_limited',
      handlerTimeout: 'internal_error',
      unavailable: 'internal_error',
      badGateway: 'internal_error',
      gatewayTimeout: 'internal_error',
      internal: 'internal_error'
    })],
    ['in merchant', 'catalog.yaml#merchant', rolesWith('validation_failed', {
      validation: 'validation_failed',
      notFound: 'not_found',
      methodNotAllowed: 'not_found',
      unauthenticated: 'unauthorized',
      forbidden: 'ip_not_allowed',
      banned: 'ip_not_allowed',
      idempotencyMismatch: 'idempotency_key_in_use',
      rateLimited: 'rate_limited',
      handlerTimeout: 'internal_error',
      unavailable: 'internal_error',
      badGateway: 'internal_error',
      gatewayTimeout: 'internal_error',
      internal: 'internal_error'
    })],
    ['in cards', 'catalog.yaml#cards', rolesWith('bad_request', {
      validation: 'validation_failed',
      notFound: 'not_found',
      methodNotAllowed: 'not_found',
      conflict: 'conflict',
      idempotencyMismatch: 'conflict',
      idempotencyInFlight: 'conflict',
      unauthenticated: 'unauthorized',
      forbidden: 'ip_not_authorized',
      banned: 'ip_not_authorized',
      rateLimited: 'rate_limited',
      handlerTimeout: 'unavailable',
      unavailable: 'unavailable',
      badGateway: 'bad_gateway',
      gatewayTimeout: 'unavailable',
      internal: 'internal_error'
    })]
  ] as Array<[string, CatalogSource, Record<string, string>]>) {
    t.test(name, async t => t.same((await readCatalog(given)).roles, want))
  }

  t.test('never in http: it names a code for each of the 27 roles', async t => {
    const { roles, namedRoles } = await readCatalog('catalog.yaml#http')
    t.same(roles, namedRoles)
    t.equal(new Set(Object.values(roles)).size, 27)
    t.equal(roleNames.length, 27)
  })
})

const union = (...parts: object[]) => ({ anyOf: parts })
const text = { type: 'string' }

const knownTypes = ": use string, number, integer, boolean, string[], { name: string }, or a text in quotes such as 'draft'"

t.test('a type in TypeScript syntax', async t => {
  for (const [given, want] of [
    ['string', text],
    ['number', { type: 'number' }],
    ['integer', { type: 'integer' }],
    ['boolean', { type: 'boolean' }],
    ['null', { type: 'null' }],
    [' string\n', text],
    ["'sent'", { const: 'sent', type: 'string' }],
    ['"sent"', { const: 'sent', type: 'string' }],
    ['5', { const: 5, type: 'number' }],
    ['-1.5', { const: -1.5, type: 'number' }],
    ['true', { const: true, type: 'boolean' }],
    ["'a' | 'b'", union({ const: 'a', type: 'string' }, { const: 'b', type: 'string' })],
    ['string | null', union(text, { type: 'null' })],
    ['string[]', { type: 'array', items: text }],
    ['Array<string>', { type: 'array', items: text }],
    ['string[][]', { type: 'array', items: { type: 'array', items: text } }],
    ['(string | number)[]', { type: 'array', items: union(text, { type: 'number' }) }],
    ['{ a: string, b?: number }', { type: 'object', required: ['a'], properties: { a: text, b: { type: 'number' } } }],
    ['{ a: string; b: { c: string[] } }', { type: 'object', required: ['a', 'b'], properties: { a: text, b: { type: 'object', required: ['c'], properties: { c: { type: 'array', items: text } } } } }],
    ["{ 'a-b': string }", { type: 'object', required: ['a-b'], properties: { 'a-b': text } }],
    ['{ readonly a: string }', { type: 'object', required: ['a'], properties: { a: text } }],
    ['Record<string, integer>', { type: 'object', patternProperties: { '^(.*)$': { type: 'integer' } } }],
    ["Record<'a' | 'b', string>", { type: 'object', required: ['a', 'b'], properties: { a: text, b: text } }],
    ['Partial<{ a: string }>', { type: 'object', properties: { a: text } }]
  ] as const) {
    t.test(`reads ${given}`, async t => {
      const { entries } = await readCatalog(withEntry({ details: { it: given } }) as CatalogInput)
      t.same(entries.get('a')?.details[0]?.schema, want)
    })
  }

  const noType = 'must be a type in TypeScript syntax'
  const notMade = (kind: string) => `must be made of strings, numbers, integers, booleans, null, literals, objects, arrays, unions and records, not ${kind}`
  for (const [given, want] of [
    ['', noType],
    [' ', noType],
    ['""', 'must have no empty literal'],
    ["'a' | ''", 'must have no empty literal'],
    ['{ a: "" }', 'must have no empty literal'],
    ['{}', 'must say what members the object has'],
    ['{ a: {} }', 'must say what members the object has'],
    ['{ [key: string]: string }', noType],
    ['{ __proto__: string }', noType],
    ['[string, number]', notMade('a tuple')],
    ['[]', notMade('a tuple')],
    ['bigint', notMade('bigint')],
    ['void', notMade('void')],
    ['symbol', notMade('symbol')],
    ['never', notMade('never')],
    ['undefined', 'must have a name that ends in ? to be optional'],
    ['string | undefined', 'must have a name that ends in ? to be optional'],
    ['() => string', notMade('a function')],
    ['new () => string', notMade('a function')],
    ['Date', notMade('Date')],
    ['Date[]', notMade('Date')],
    ['Uint8Array', notMade('Uint8Array')],
    ['Promise<string>', notMade('Promise')],
    ['string & number', notMade('an intersection')],
    ['any', 'must be written as a JSON Schema ({}) to accept anything'],
    ['unknown', 'must be written as a JSON Schema ({}) to accept anything'],
    ['{ a: any }', 'must be written as a JSON Schema ({}) to accept anything'],
    ['Record<string, unknown>', 'must be written as a JSON Schema ({}) to accept anything'],
    ['Record<number, string>', 'must have a record whose keys are string'],
    ['strin', 'must be made of known types: "strin" is none (did you mean "string"?)'],
    ['String', 'must be made of known types: "String" is none (did you mean "string"?)'],
    ['object', `must be made of known types: "object" is none${knownTypes}`],
    ['Order | null', `must be made of known types: "Order" is none${knownTypes}`],
    ['Map<string, string>', `must be made of known types: "Map" is none${knownTypes}`],
    ['string |', noType],
    ['{', noType],
    ['{ readonly', noType],
    ['{ a', noType],
    ['{ a: string', noType],
    ['[string', noType],
    ['(string', noType],
    ['Array', `must be made of known types: "Array" is none${knownTypes}`],
    ['Record<string>', `must be made of known types: "Record" is none${knownTypes}`],
    ['Partial<string>', `must be made of known types: "Partial" is none${knownTypes}`],
    ['| string', noType],
    ['string garbage', noType],
    ['string } x', noType],
    ['string) x', noType],
    ['string ] x', noType],
    ['string, b: number', noType],
    ['string; b: number', noType],
    ['string } | { x: string', noType],
    ['string) | (string', noType],
    ['string[', noType],
    ['string?', noType],
    ['string = 5', noType],
    ['string // text', noType],
    ['`a`', noType],
    ['`${string}`', noType], // eslint-disable-line no-template-curly-in-string
    ["'it\\'s'", noType],
    ['typeof x', noType],
    [`${'('.repeat(5000)}string${')'.repeat(5000)}`, noType]
  ] as const) {
    t.test(`is not ${given.slice(0, 40)}`, async t => {
      t.same(await mistakesIn(withEntry({ message: '{it}', details: { it: given } })), [`codes.a.details.it it ${want}, got "${given}"`])
    })
  }

  t.test('is optional by its name', async t => {
    const { entries } = await readCatalog(withEntry({ details: { id: 'string', 'note?': 'string' } }) as CatalogInput)
    t.same(entries.get('a')?.details.map(({ name, required }) => [name, required]), [['id', true], ['note', false]])
  })
})

t.test('a type as a JSON Schema', async t => {
  const readable = [
    {}, { description: 'Anything.' }, { type: 'string', minLength: 1, maxLength: 5, pattern: '^a', format: 'uri', title: 'T', description: 'D', examples: ['a'], default: 'a', deprecated: true, $comment: 'c' },
    { type: 'integer', minimum: 0, maximum: 5 }, { type: ['string', 'null'] }, { const: null }, { enum: ['a', 1, true, null] }, { type: 'string', enum: ['a', 'b'] },
    { anyOf: [{ type: 'string' }, { type: 'integer' }], description: 'Either.' }, { oneOf: [{ const: 'a' }, {}] },
    { type: 'array' }, { type: 'array', items: {}, minItems: 1, maxItems: 2 }, { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    { type: 'object', additionalProperties: true }, { type: 'object', additionalProperties: { type: 'string' }, required: ['any'] }, { type: 'object', properties: {} }
  ]
  for (const given of readable) {
    t.test(`reads ${JSON.stringify(given)}`, async t => {
      const { entries } = await readCatalog(withEntry({ details: { it: given } }) as CatalogInput)
      t.same(entries.get('a')?.details[0]?.schema, given)
    })
  }

  const typeNames = 'type must be string, number, integer, boolean, null, object, array, or a list of these'
  for (const [given, want] of [
    [{ $ref: '#/a' }, ['.$ref "$ref" is not a known key: use type, const, enum, anyOf, oneOf, properties, required, additionalProperties, items, minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, format, title, description, $comment, examples, default, deprecated']],
    [{ type: 'string', minLenght: 3 }, ['.minLenght "minLenght" is not a known key (did you mean "minLength"?)']],
    [{ type: 'strng' }, [`.type ${typeNames}, got "strng"`]],
    [{ type: [] }, [`.type ${typeNames}, got a list`]],
    [{ type: ['string', 'date'] }, [`.type ${typeNames}, got a list`]],
    [{ type: null }, [`.type ${typeNames}, got nothing`]],
    [{ enum: 'a' }, ['.enum enum must be a list with at least one item, got "a"']],
    [{ enum: [] }, ['.enum enum must be a list with at least one item, got a list']],
    [{ enum: [{}] }, ['.enum.0 enum[0] must be a text, a number, true, false or null, got a mapping']],
    [{ const: { a: 1 } }, ['.const const must be a text, a number, true, false or null, got a mapping']],
    [{ anyOf: {} }, ['.anyOf anyOf must be a list with at least one item, got a mapping']],
    [{ anyOf: [5] }, ['.anyOf.0 anyOf[0] must be a JSON Schema, got 5']],
    [{ type: 'array', items: [{}] }, ['.items items must be a JSON Schema, got a list']],
    [{ type: 'object', properties: ['a'] }, ['.properties properties must be a mapping from name to schema, got a list']],
    [{ type: 'object', properties: { a: 'string' } }, ['.properties.a a must be a JSON Schema, got "string"']],
    [{ type: 'object', properties: { a: { typ: 'string' }, 'b/~c': { type: 1 } } }, ['.properties.a.typ "typ" is not a known key (did you mean "type"?)', `.properties.b/~c.type ${typeNames}, got 1`]],
    [{ type: 'object', required: 'a', properties: {} }, ['.required required must be a list of names, got "a"']],
    [{ type: 'object', additionalProperties: 'yes' }, ['.additionalProperties additionalProperties must be true, false or a schema, got "yes"']],
    [{ type: 'string', minLength: -1 }, ['.minLength minLength must be a whole number, got -1']],
    [{ type: 'number', minimum: '5' }, ['.minimum minimum must be a number, got "5": remove the quotes']],
    [{ type: 'string', pattern: '(' }, [' pattern must be a regular expression, got "("']],
    [{ minLength: 3 }, [' a schema with minLength must have a type']],
    [{ properties: { a: {} } }, [' a schema with properties must have a type']],
    [{ type: 'object' }, [' an object must have properties, or additionalProperties: true to send whatever it holds']],
    [{ type: ['object', 'null'], additionalProperties: false }, [' an object must have properties, or additionalProperties: true to send whatever it holds']],
    [{ type: 'object', properties: { a: {} }, required: ['a', 'b', 'toString'] }, [' required must name properties, got "b"', ' required must name properties, got "toString"']],
    [{ type: 'string', required: ['a'] }, [' required must name properties, got "a"']],
    [{ type: 'string', anyOf: [{}] }, [' anyOf must stand alone, got type, anyOf: move the others into its schemas']],
    [{ anyOf: [{}], oneOf: [{}] }, [' anyOf must stand alone, got anyOf, oneOf: move the others into its schemas']],
    [{ type: 'array', items: { type: 'object', properties: { a: { oneOf: [{ type: 'object' }] } } } }, ['.items.properties.a.oneOf.0 an object must have properties, or additionalProperties: true to send whatever it holds']],
    [{ type: 'object', additionalProperties: { type: 'string', pattern: '[' } }, ['.additionalProperties pattern must be a regular expression, got "["']]
  ] as const) {
    t.test(`is not ${JSON.stringify(given)}`, async t => {
      t.same(await mistakesIn(withEntry({ message: '{it}', details: { it: given } })), want.map(line => `codes.a.details.it${line}`))
    })
  }

  t.test('may be a placeholder if all of its values are scalars', async t => {
    const isNone = ['codes.a.message {it} must be a string, number or boolean to be used in a message']
    for (const [given, want] of [
      [{ type: 'string' }, []], [{ enum: ['a', 1] }, []], [{ const: null }, []], [{ type: ['string', 'null'] }, []], [{ anyOf: [{ type: 'string' }, { const: 1 }] }, []], [{ oneOf: [{ type: 'string' }] }, []],
      [{}, isNone], [{ type: 'array' }, isNone], [{ type: ['string', 'array'] }, isNone], [{ type: 'object', properties: {} }, isNone], [{ anyOf: [{ type: 'string' }, {}] }, isNone]
    ] as const) t.same(await mistakesIn(withEntry({ message: '{it}', details: { it: given } })), want, JSON.stringify(given))
  })
})

t.test('a template', async t => {
  for (const [given, literals, holes, filled] of [
    ['', [''], [], ''],
    ['No holes.', ['No holes.'], [], 'No holes.'],
    ['{a}', ['', ''], ['a'], '1'],
    ['{a}{b}', ['', '', ''], ['a', 'b'], '1?'],
    ['Is {a} of {a-2}.', ['Is ', ' of ', '.'], ['a', 'a-2'], 'Is 1 of ?.'],
    ['{{a}} {{{a}}}', ['{a} {', '}'], ['a'], '{a} {1}']
  ] as const) {
    const template = parseTemplate(given)
    t.same(template, { text: given, literals, holes }, given)
    t.equal(template && fill(template, { a: 1, b: null }), filled)
  }
  for (const given of ['{', '}', '{}', '{ a }', '{a', 'a}', '{1a}', '{a.b}', '{{a}', '{a}}']) t.equal(parseTemplate(given), undefined, given)
})

t.test('the nearest name', async t => {
  for (const [name, names, want] of [
    ['notfound', ['notFound', 'internal'], ' (did you mean "notFound"?)'],
    ['INVOICE_LOCKED', ['invoice_locked'], ' (did you mean "invoice_locked"?)'],
    ['invoiceId', ['invoice_id'], ' (did you mean "invoice_id"?)'],
    ['a', ['map', 'codes'], ''],
    ['object', ['object'], ''],
    ['colour', [], ''],
    ['x'.repeat(101), ['x'.repeat(100)], '']
  ] as const) t.equal(didYouMean(name, names), want, name)
})
