import { createHmac } from 'node:crypto'
import auth from '@fastify/auth'
import bearerAuth from '@fastify/bearer-auth'
import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { compare, kyc, listen, messageOf, secret, type Row } from './rows.ts'

const encode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const now = Math.floor(Date.now() / 1000)
const aud = { aud: 'api', iss: 'me', sub: 'user', jti: 'one', nonce: 'n' }

/** A token signed with the server's key, with any header and payload. */
function token (payload: unknown, header: object = {}, key = secret): string {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(payload)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

const good = token({ ...aud, iat: now, exp: now + 1000 })
const [head, body, signature] = good.split('.') as [string, string, string]
const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
const challenged = { 'www-authenticate': 'Bearer' }
const denied = (ask: string, about: string, headers: Row['headers'] = {}): Row => ({ ask, about, headers, want: '401 unauthenticated', sends: challenged })

/** Tokens that no verifier may accept. */
const tokens: Readonly<Record<string, string>> = {
  'one part': 'abc',
  'two parts': `${head}.${body}`,
  'no signature': `${head}.${body}.`,
  'other signature': `${head}.${body}.${encode('other')}`,
  'signature of another key': token({ ...aud, iat: now }, {}, 'another'),
  'changed payload': `${head}.${encode({ ...aud, admin: true })}.${signature}`,
  'header that is no JSON': `${encode('{')}.${body}.${signature}`,
  'header that is a text': `${encode('"a"')}.${body}.${signature}`,
  'header that is null': `${encode('null')}.${body}.${signature}`,
  'payload that is no JSON': `${head}.${encode('{')}.${signature}`,
  'payload that is a text': token('"text"'),
  'payload that is null': token('null'),
  'payload that is a number': token('5'),
  'no algorithm': `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
  'other algorithm': token({ ...aud, iat: now }, { alg: 'HS512' }),
  'unknown algorithm': token({ ...aud, iat: now }, { alg: 'XX' }),
  'asymmetric algorithm': token({ ...aud, iat: now }, { alg: 'RS256' }),
  expired: token({ ...aud, iat: now - 10, exp: now - 5 }),
  'not yet active': token({ ...aud, iat: now, nbf: now + 1000 }),
  'exp that is a text': token({ ...aud, iat: now, exp: 'tomorrow' }),
  'nbf that is a list': token({ ...aud, iat: now, nbf: [1] }),
  'iat that is a text': token({ ...aud, iat: secret }),
  'other audience': token({ ...aud, iat: now, aud: secret }),
  'audience that is a number': token({ ...aud, iat: now, aud: 5 }),
  'other issuer': token({ ...aud, iat: now, iss: secret }),
  'issuer that is an object': token({ ...aud, iat: now, iss: {} }),
  'other subject': token({ ...aud, iat: now, sub: secret }),
  'other id': token({ ...aud, iat: now, jti: secret }),
  'other nonce': token({ ...aud, iat: now, nonce: secret }),
  'too old': token({ ...aud, iat: now - 100_000 }),
  'missing claim': token({ iat: now }),
  'critical header': token({ ...aud, iat: now }, { crit: ['exp2'], exp2: 1 }),
  'empty critical header': token({ ...aud, iat: now }, { crit: [] }),
  'critical header of a kind': token({ ...aud, iat: now }, { crit: 'exp' }),
  'other type': token({ ...aud, iat: now }, { typ: 'other' }),
  'no type': token({ ...aud, iat: now }, { typ: 5 }),
  spaces: `${good} ${good}`,
  'signs that are no base64': '....',
  'a long one': `${'a'.repeat(5000)}.b.c`
}

const verify = { allowedAud: 'api', allowedIss: 'me', allowedSub: 'user', allowedJti: 'one', allowedNonce: 'n', checkTyp: 'JWT', requiredClaims: ['aud', 'iss'], maxAge: '1h' }
const answer = async () => 'fine'

/** Lets the errors of @fastify/bearer-auth reach error handlers. */
const asIs = (error: Error) => error

const verified = async (request: FastifyRequest) => { await request.jwtVerify() }

/** Payloads that only a bug would have signed. */
const unsignable = { number: 5, exp: { exp: -1 }, nbf: { nbf: 'tomorrow' } }

async function withJwt (app: FastifyInstance) {
  await app.register(cookie)
  for (const [prefix, options] of Object.entries({
    '/jwt': { verify },
    '/cookie': { verify, cookie: { cookieName: 'token', signed: false } },
    '/trusted': { trusted: (): boolean => false },
    '/trusting': { trusted: async () => { throw new Error(secret) } },
    '/messages': { messages: { badRequestErrorMessage: secret, noAuthorizationInHeaderMessage: secret, authorizationTokenExpiredMessage: secret, authorizationTokenInvalid: () => secret } },
    '/extract': { verify: { ...verify, extractToken: (request: FastifyRequest) => request.headers['x-token'] as string } }
  })) {
    await app.register(async scope => {
      await scope.register(jwt, { secret, ...options } as never)
      scope.get('/', { onRequest: verified }, answer)
      scope.get('/later', { preHandler: verified }, answer)
      scope.post('/', { onRequest: verified }, answer)
      scope.get('/callback', (request, reply) => { request.jwtVerify((error: unknown) => { reply.send(error ?? 'fine') }) })
      scope.get('/decode', async request => await request.jwtDecode())
      for (const [name, payload] of Object.entries(unsignable)) scope.get(`/sign/${name}`, async (_request, reply) => await reply.jwtSign(payload as never))
    }, { prefix })
  }
  await app.register(async scope => {
    await scope.register(jwt, { secret: async () => { throw new Error(secret) } })
    scope.get('/keys', { onRequest: verified }, answer)
  })
}

t.test('JSON Web Tokens that are not accepted, from headers, cookies and a custom reader', async t => {
  const port = await listen(t, withJwt)
  await compare(t, port, [
    ...Object.entries(tokens).flatMap(([about, given]) => [
      denied('GET /jwt', about, bearer(given)),
      denied('GET /jwt/later', about, bearer(given)),
      denied('GET /jwt/callback', about, bearer(given)),
      denied('GET /extract', about, { 'x-token': given }),
      { ...denied('POST /jwt', about, bearer(given)), body: '{"a":1' }
    ]),
    ...['expired', 'one part', 'no signature', 'changed payload', 'other algorithm', 'critical header'].flatMap(name => [
      denied('GET /cookie', `${name} in a cookie`, { cookie: `token=${tokens[name]}` }),
      denied('GET /messages', `${name} with a message`, bearer(tokens[name] as string))
    ]),
    ...['/jwt', '/jwt/later', '/jwt/callback', '/cookie', '/messages', '/trusted', '/keys', '/jwt/decode'].map(path => denied(`GET ${path}`, 'nothing')),
    ...['Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', good, 'Bearer a b c', 'Token x'].map(authorization => denied('GET /jwt', authorization, { authorization })),
    denied('GET /cookie', 'another cookie', { cookie: 'other=1' }),
    denied('GET /trusted', 'not trusted', bearer(good)),
    denied('GET /extract', 'nothing to extract'),
    denied('GET /jwt/decode', 'malformed', bearer('a.b.c')),
    ...Object.keys(unsignable).map(name => ({ ask: `GET /jwt/sign/${name}`, want: '500 internal_error', sends: { 'www-authenticate': undefined } })),
    { ask: 'GET /keys', about: 'no key', headers: bearer(good), want: '500 internal_error' }
  ])
})

t.test('bearer tokens whose errors reach the catalog, and functions of @fastify/auth', async t => {
  const fails = (members: object = {}) => async () => { throw Object.assign(new Error(secret), members) }
  const port = await listen(t, async app => {
    await app.register(async scope => {
      await scope.register(bearerAuth, { keys: new Set([secret]), errorResponse: asIs as never })
      scope.get('/bearer', answer)
      scope.post('/bearer', answer)
    })
    await app.register(async scope => {
      await scope.register(bearerAuth, { keys: new Set<string>(), auth: (async () => { throw new Error(secret) }) as never, errorResponse: asIs as never })
      scope.get('/bearer/failing', answer)
    })
    await app.register(async scope => {
      await scope.register(auth)
      await scope.register(bearerAuth, { addHook: false, keys: new Set([secret]) })
      const check = scope.verifyBearerAuth as NonNullable<typeof scope.verifyBearerAuth>
      scope.get('/auth/bearer', { onRequest: scope.auth([check]) }, answer)
      scope.get('/auth/plain', { preHandler: scope.auth([fails()]) }, answer)
      scope.get('/auth/or', { preHandler: scope.auth([fails(), check]) }, answer)
      scope.get('/auth/and', { preHandler: scope.auth([check, fails()], { relation: 'and' }) }, answer)
      scope.get('/auth/all', { preHandler: scope.auth([fails(), fails()], { run: 'all' }) }, answer)
      scope.get('/auth/forbidden', { preHandler: scope.auth([fails({ statusCode: 403 })]) }, answer)
      scope.get('/auth/code', { preHandler: scope.auth([(_request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => { reply.code(403); done(new Error(secret)) }]) }, answer)
      scope.get('/auth/down', { preHandler: scope.auth([fails({ code: 'ECONNREFUSED' })]) }, answer)
      scope.get('/auth/string', { preHandler: scope.auth([async () => { throw secret }] as never) }, answer)
    })
  })
  const wrong = ['Bearer', 'Bearer wrong', 'bearer wrong', 'Basic dXNlcjpwYXNz', 'Token x']
  await compare(t, port, [
    ...['GET /bearer', 'POST /bearer', 'GET /auth/bearer', 'GET /auth/or', 'GET /auth/and'].flatMap(ask => [
      denied(ask, 'nothing'),
      ...wrong.map(authorization => denied(ask, authorization, { authorization }))
    ]),
    ...['plain', 'all', 'string'].map(name => denied(`GET /auth/${name}`, '')),
    denied('GET /auth/and', 'the second', bearer(secret)),
    { ask: 'GET /bearer/failing', headers: bearer('a'), want: '500 internal_error' },
    { ask: 'GET /auth/forbidden', want: '403 forbidden', sends: { 'www-authenticate': undefined } },
    { ask: 'GET /auth/code', want: '403 forbidden' },
    { ask: 'GET /auth/down', want: '503 unavailable', sends: { 'retry-after': '5' } }
  ])
})

t.test('tokens against forged requests, with and without a cookie', async t => {
  const port = await listen(t, async app => {
    await app.register(cookie, { secret: 'x'.repeat(32) })
    await app.register(async scope => {
      await scope.register(csrf)
      scope.post('/csrf', { onRequest: scope.csrfProtection }, answer)
      scope.post('/csrf/later', { preHandler: scope.csrfProtection }, answer)
    })
    await app.register(async scope => {
      await scope.register(csrf, { cookieOpts: { signed: true } })
      scope.delete('/csrf/signed', { onRequest: scope.csrfProtection }, answer)
    })
  })
  const json = { 'content-type': 'application/json' }
  await compare(t, port, ([
    ['POST /csrf', {}],
    ['POST /csrf', { cookie: '_csrf=' }],
    ['POST /csrf', { cookie: 'other=1' }],
    ['POST /csrf', { cookie: `_csrf=${secret}` }],
    ['POST /csrf', { cookie: `_csrf=${secret}`, 'csrf-token': 'wrong' }],
    ['POST /csrf', { cookie: `_csrf=${secret}`, 'x-xsrf-token': '' }],
    ['POST /csrf', { 'csrf-token': 'alone' }],
    ['DELETE /csrf/signed', { cookie: '_csrf=unsigned' }],
    ['DELETE /csrf/signed', { cookie: '_csrf=a.forged' }],
    ['DELETE /csrf/signed', {}],
    ['POST /csrf/later', json, '{"_csrf":"a"}'],
    ['POST /csrf/later', { ...json, cookie: `_csrf=${secret}` }, '{"_csrf":"a"}'],
    ['POST /csrf/later', { ...json, cookie: `_csrf=${secret}` }, '{"_csrf":5}']
  ] as const).map(([ask, headers, body], index): Row => ({ ask, headers, ...body !== undefined && { body }, want: '403 forbidden', about: String(index) })))
})

t.test('refused callers, in the envelope of a KYC platform', async t => {
  const port = await listen(t, withJwt, {}, { catalog: { extends: 'kyc' } })
  const is = { code: 'authentication_required', message: messageOf('authentication_required', 'kyc'), request_id: 'id-1' }
  await compare(t, port, Object.entries(tokens).map(([about, given]) => (
    { ask: 'GET /jwt', about, headers: bearer(given), want: '401 authentication_required', is, sends: challenged }
  )), kyc)
})
