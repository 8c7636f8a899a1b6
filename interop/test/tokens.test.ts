// jose and jsonwebtoken: an invalid token is the caller's error, an invalid key is a bug.
import Fastify from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import { createLocalJWKSet, jwtDecrypt, jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import t from 'tap'

const key = new TextEncoder().encode('a key of at least thirty-two bytes')
const other = new TextEncoder().encode('another key, which signed the token')
const now = Math.floor(Date.now() / 1000)
const token = await new SignJWT({ aud: 'shop', exp: now + 600 }).setProtectedHeader({ alg: 'HS256' }).sign(key)
const expired = await new SignJWT({ exp: now - 600 }).setProtectedHeader({ alg: 'HS256' }).sign(key)
const early = await new SignJWT({ nbf: now + 600 }).setProtectedHeader({ alg: 'HS256' }).sign(key)
const critical = `${Buffer.from('{"alg":"HS256","crit":["x"],"x":1}').toString('base64url')}.e30.c2ln`
const noKeys = createLocalJWKSet({ keys: [] })
const twoKeys = createLocalJWKSet({ keys: ['a', 'b'].map(kid => ({ kty: 'RSA', kid, alg: 'RS256', n: 'AQAB', e: 'AQAB' })) })
const ofRsa = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2ln`
const encrypted = `${Buffer.from('{"alg":"dir","enc":"A128CBC-HS256"}').toString('base64url')}..AAAAAAAAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`
const verify = (given: string, secret: Uint8Array | string = key, options: jsonwebtoken.VerifyOptions = {}) =>
  jsonwebtoken.verify(given, typeof secret === 'string' ? secret : Buffer.from(secret), options)

const rows: Readonly<Record<string, readonly [check: () => unknown, want: string]>> = {
  'jose: a valid token': [async () => await jwtVerify(token, key), '200'],
  'jose: expired': [async () => await jwtVerify(expired, key), '401 unauthenticated'],
  'jose: not valid yet': [async () => await jwtVerify(early, key), '401 unauthenticated'],
  'jose: of another audience': [async () => await jwtVerify(token, key, { audience: 'bank' }), '401 unauthenticated'],
  'jose: without a required claim': [async () => await jwtVerify(token, key, { requiredClaims: ['sub'] }), '401 unauthenticated'],
  'jose: signed with another key': [async () => await jwtVerify(token, other), '401 unauthenticated'],
  'jose: signed with another algorithm': [async () => await jwtVerify(token, key, { algorithms: ['HS512'] }), '401 unauthenticated'],
  'jose: no token': [async () => await jwtVerify('hunter2', key), '401 unauthenticated'],
  'jose: with an unknown critical header': [async () => await jwtVerify(critical, key), '401 unauthenticated'],
  'jose: with a payload that is no object': [async () => await jwtVerify(await signText('[]'), key), '401 unauthenticated'],
  'jose: of an unknown key': [async () => await jwtVerify(ofRsa, noKeys), '401 unauthenticated'],
  'jose: without the id of its key': [async () => await jwtVerify(ofRsa, twoKeys), '401 unauthenticated'],
  'jose: not encrypted': [async () => await jwtDecrypt('a.b', key), '401 unauthenticated'],
  'jose: encrypted with another key': [async () => await jwtDecrypt(encrypted, new Uint8Array(32)), '401 unauthenticated'],
  'jose: a key of another kind': [async () => await jwtVerify(token, 'hunter2' as never), '500 internal_error'],
  'jsonwebtoken: a valid token': [() => verify(token), '200'],
  'jsonwebtoken: expired': [() => verify(expired), '401 unauthenticated'],
  'jsonwebtoken: not valid yet': [() => verify(early), '401 unauthenticated'],
  'jsonwebtoken: of another audience': [() => verify(token, key, { audience: 'bank' }), '401 unauthenticated'],
  'jsonwebtoken: signed with another key': [() => verify(token, other), '401 unauthenticated'],
  'jsonwebtoken: signed with another algorithm': [() => verify(token, key, { algorithms: ['HS512'] }), '401 unauthenticated'],
  'jsonwebtoken: no token': [() => verify('hunter2'), '401 unauthenticated'],
  'jsonwebtoken: an empty token': [() => verify(''), '401 unauthenticated'],
  'jsonwebtoken: without a key': [() => verify(token, ''), '500 internal_error'],
  'jsonwebtoken: a key that is none': [() => jsonwebtoken.verify(ofRsa, {} as never), '500 internal_error'],
  'jsonwebtoken: an option that is invalid': [() => verify(token, key, { clockTimestamp: 'x' as never }), '500 internal_error']
}

async function signText (text: string): Promise<string> {
  const input = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(text).toString('base64url')}`
  const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `${input}.${Buffer.from(await crypto.subtle.sign('HMAC', hmac, Buffer.from(input))).toString('base64url')}`
}

t.test('an invalid token is unauthenticated, an invalid key is a bug', async t => {
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  await app.register(errorCatalog)
  app.get('/:name', async request => {
    await rows[(request.params as { name: string }).name]?.[0]()
    return { error: undefined }
  })
  for (const [name, [, want]] of Object.entries(rows)) {
    const { statusCode, body } = await app.inject(`/${encodeURIComponent(name)}`)
    const { error } = JSON.parse(body) as { error?: { code: string } }
    t.equal([statusCode, error?.code].filter(Boolean).join(' '), want, name)
    t.notMatch(body, /hunter2|jwt|claim/i, name)
  }
})
