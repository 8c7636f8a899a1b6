import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import t from 'tap'
import { parse } from 'yaml'
import type { CatalogInput, EntryInput } from '../../src/format/catalogFile.ts'
import { readCatalogs } from '../../src/catalog/read.ts'
import { shippedCatalog, shippedNames } from '../../src/catalog/shipped.ts'
import { loadContract } from '../../src/envelope/load.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(`${root}catalog.yaml`, 'utf8')
const { catalogs } = parse(text, { stringKeys: true }) as { catalogs: Record<string, { codes: Record<string, EntryInput> }> }

/** The documentation of the platforms: code and status, in their order. */
const documented = {
  kyc: `
    authentication_required 401
    invalid_api_key 401
    session_expired 401
    permission_denied 403
    tenant_suspended 403
    live_mode_not_activated 403
    insufficient_balance 402
    plan_not_found 404
    topup_not_found 404
    invalid_signature 401
    not_found 404
    verification_not_found 404
    method_not_allowed 405
    idempotency_conflict 409
    verification_not_cancelable 409
    check_not_required 422
    validation_error 422
    rate_limited 429
    internal_error 500
    dependency_unavailable 503`,
  billing: `
    auth.missing_token 401
    auth.invalid_token 401
    auth.expired_token 401
    auth.wrong_environment 401
    auth.scope_required 403
    auth.aal2_required 403
    auth.aal2_step_up_required 405
    auth.tenant_mismatch 403
    idempotency.required 400
    idempotency.body_mismatch 422
    idempotency.in_flight 409
    idempotency.replay_too_late 410
    validation.failed 422
    validation.unknown_field 400
    validation.currency_invalid 422
    validation.amount_invalid 422
    rate_limit.exceeded 429
    subscription.illegal_transition 422
    subscription.commitment_active 422
    subscription.proration_invalid_currency 422
    subscription.no_payment_method 422
    subscription.plan_archived 422
    invoice.locked 422
    invoice.cannot_void_paid 422
    invoice.cannot_finalize_empty 422
    invoice.tax_recompute_required 422
    payment.requires_action 200
    payment.declined 422
    payment.duplicate 409
    payment.cannot_refund_failed 422
    payment.refund_exceeds_amount 422
    payment.method_expired 422
    payment.method_in_use 409
    wallet.insufficient_funds 422
    wallet.currency_mismatch 422
    wallet.below_drift_floor 422
    fx.stale_rate 503
    fx.unsupported_pair 422
    tax.engine_unavailable 503
    tax.address_required 422
    tax.id_invalid 422
    webhook.signature_invalid 401
    webhook.endpoint_disabled 410
    not_found 404
    gone 410
    internal_error 500
    unavailable 503`,
  settlement: `
    invalid_request 400
    invalid_state_transition 422
    not_found 404
    conflict 409
    unauthorized 401
    forbidden 403
    aal_required 401
    restricted_jurisdiction 403
    kyb_required 403
    attestation_required 412
    chain_reverted 422
    insufficient_confirmations 422
    signing_required 422
    rate_limited 429
    internal_error 500`,
  merchant: `
    validation_failed 400
    unauthorized 401
    ip_not_allowed 403
    insufficient_scope 403
    mode_mismatch 403
    merchant_inactive 403
    tier_required 403
    plan_required 402
    key_limit_reached 402
    not_found 404
    idempotency_key_in_use 409
    terminal_status 409
    stripe_bank_rejected 422
    rate_limited 429
    rate_limited_key 429
    internal_error 500
    screening_unavailable 502
    stripe_disabled 503`,
  // The page has statuses but no codes: the names are ours.
  cards: `
    bad_request 400
    unauthorized 401
    ip_not_authorized 403
    compliance_restricted 403
    not_found 404
    otp_not_found 404
    conflict 409
    validation_failed 422
    rate_limited 429
    internal_error 500
    bad_gateway 502
    unavailable 503`
} as const

t.test('each platform has exactly the codes and statuses of its page', async t => {
  for (const [name, count] of [['kyc', 20], ['billing', 47], ['settlement', 15], ['merchant', 18], ['cards', 12]] as const) {
    const want = documented[name].trim().split(/\n\s*/)
    t.equal(want.length, count, name)
    t.same(Object.entries(catalogs[name]?.codes ?? {}).map(([code, { status }]) => `${code} ${status}`), want, name)
  }
})

const shippedCatalogs = Object.fromEntries(shippedNames.map(name => [name, shippedCatalog(name) as CatalogInput]))

t.test('a server parses only the shipped catalogs that it names', async t => {
  const parsed: string[] = []
  const { parse } = JSON
  JSON.parse = (text: string) => {
    parsed.push(...shippedNames.filter(name => text === JSON.stringify(catalogs[name])))
    return parse(text) as unknown
  }
  t.teardown(() => { JSON.parse = parse })
  await readCatalogs({ extends: 'http' })
  t.same(parsed, ['http'])
})

t.test('the entries contain the other documented facts of the pages', async t => {
  const { kyc, billing, settlement, merchant, cards } = shippedCatalogs as Record<string, { codes: Record<string, EntryInput>, requestId: unknown }>
  t.same(kyc?.requestId, { header: 'KYC-Request-Id', prefix: 'req_' })
  for (const [code, details] of [
    ['payment.requires_action', ['next_action']],
    ['payment.declined', ['last_error']]
  ] as const) t.same(Object.keys(billing?.codes[code]?.details ?? {}), details)
  t.same(settlement?.codes['restricted_jurisdiction']?.details, { code: 'string', name: 'string', reason: 'string' })
  t.same(Object.entries(settlement?.codes ?? {}).flatMap(([code, { sdk }]) => sdk === undefined ? [] : [[code, sdk]]), [['aal_required', 'StepUpRequiredError'], ['rate_limited', 'RateLimitError']])
  t.same([...new Set(Object.values(settlement?.codes ?? {}).map(({ group }) => group))], ['request', 'auth', 'compliance', 'settlement', 'rate_limit', 'api_error'])
  t.same(merchant?.codes['insufficient_scope']?.details, { requiredScope: 'string', grantedScopes: 'string[]' })
  t.same(merchant?.codes['stripe_bank_rejected']?.details, { stripeCode: 'string' })
  for (const code of ['rate_limited', 'rate_limited_key']) t.match(merchant?.codes[code], { details: { resetSeconds: 'integer' }, retryAfter: '{resetSeconds}' })
  t.equal(cards?.codes['ip_not_authorized']?.message, 'No authorized IPs configured')
  t.equal(cards?.codes['ip_not_authorized']?.causes?.length, 2)
  // Reads may be repeated. After a write that moves money, the client checks first.
  for (const [code, { status, retry }] of Object.entries(cards?.codes ?? {})) t.equal(retry, status >= 500 ? 'check-first' : status === 429 ? 'after' : 'never', code)
})

t.test('every shipped entry has a retry verdict, a meaning and an action', async t => {
  for (const [name, { codes }] of Object.entries(catalogs)) {
    for (const [code, entry] of Object.entries(codes)) {
      t.ok(entry.retry !== undefined && entry.meaning !== undefined && entry.action !== undefined && entry.group !== undefined, `${name} ${code}`)
      // One plain sentence, except for the message that a platform documents word for word.
      t.ok(/^[A-Z].*\.$/.test(entry.message) || code === 'ip_not_authorized', entry.message)
    }
  }
})

t.test('the file is valid, and the shipped catalogs equal it', async t => {
  const read = await readCatalogs(`${root}catalog.yaml`)
  const fromObject = await readCatalogs({ catalogs: shippedCatalogs })
  t.same(read.diagnostics.filter(({ level }) => level === 'error'), [])
  t.same(read.catalogs.map(({ name, entries }) => [name, entries.size]), [['http', 29], ['kyc', 20], ['billing', 47], ['settlement', 15], ['merchant', 18], ['cards', 12]])
  t.same(shippedCatalogs, catalogs)
  t.equal(shippedCatalog('toString'), undefined)
  t.same(JSON.parse(JSON.stringify(fromObject.catalogs)), JSON.parse(JSON.stringify(read.catalogs)))
  for (const { name } of read.catalogs) t.equal((await loadContract({ extends: name })).catalog.entries.size, (await loadContract(`${root}catalog.yaml#${name}`)).catalog.entries.size)
})

t.test('the schema for editors', async t => {
  const schema = JSON.parse(readFileSync(`${root}catalog.schema.json`, 'utf8')) as object
  const validate = new Ajv({ strict: true, allowUnionTypes: true, keywords: ['errorMessage', 'enumDescriptions'] }).compile(schema)
  const paths = (value: unknown) => validate(value) ? [] : [...new Set(validate.errors?.map(({ instancePath }) => instancePath))]
  const entry = { status: 404, message: 'Gone.' }

  t.test('accepts the shipped catalog', async t => {
    t.equal((schema as { $schema: string }).$schema, 'http://json-schema.org/draft-07/schema#')
    t.same(paths(parse(text, { stringKeys: true })), [])
  })

  for (const [name, given, want] of [
    ['takes one catalog', { extends: 'http', codes: { a: entry } }, []],
    ['refuses a list', [], ['']],
    ['refuses a key that is not known', { code: {} }, ['']],
    ['refuses a role that is not known', { roles: { notfound: 'a' } }, ['/roles']],
    ['refuses an entry without a message', { codes: { a: { status: 404 } } }, ['/codes/a']],
    ['refuses a status that forbids a body', { codes: { a: { ...entry, status: 204 } } }, ['/codes/a/status']],
    ['refuses a retry that is not known', { codes: { a: { ...entry, retry: 'no' } } }, ['/codes/a/retry']],
    ['refuses a key of an entry that is not known', { codes: { a: { ...entry, stats: 404 } } }, ['/codes/a']],
    ['refuses a code with a line break', { codes: { 'a\nb': entry } }, ['/codes']],
    ['refuses a status beyond failures', { map: { statuses: { 302: 'a' } } }, ['/map/statuses']],
    ['refuses it within one of several', { catalogs: { v1: { codes: { a: 5 } } } }, ['/catalogs/v1/codes/a']]
  ] as const) {
    t.test(name, async t => t.same(paths(given), want))
  }
})

t.test('a JSON catalog may name its schema, beside one catalog or several', async t => {
  const dir = t.testdir({
    'one.json': JSON.stringify({ $schema: './x.json', extends: 'http' }),
    'two.json': JSON.stringify({ $schema: './x.json', catalogs: { v1: { extends: 'http' } } }),
    'wrong.json': JSON.stringify({ $schema: 7, extends: 'http' })
  })
  for (const file of ['one.json', 'two.json']) t.ok((await loadContract(`${dir}/${file}`)).catalog.entries.has('not_found'), file)
  await t.rejects(loadContract(`${dir}/wrong.json`), { message: /\$schema must be a non-empty text, got 7/ })
})
