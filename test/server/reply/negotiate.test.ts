import fc from 'fast-check'
import t from 'tap'
import errorCatalog, { CatalogError, serverOptions } from '../../../src/index.ts'
import { lintCatalogs, loadContract } from '../../../src/envelope/load.ts'
import { lint } from '../../../src/lint/lint.ts'
import { serve } from '../../serve.ts'

const locked = { status: 409, message: 'Invoice {id} is locked.', details: { id: 'string' } } as const
const catalog = { extends: 'http', negotiate: true, codes: { locked } } as const

const nested = { error: { code: 'locked', message: 'Invoice in_1 is locked.', request_id: 'id-1', details: { id: 'in_1' } } }
const problem = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Invoice in_1 is locked.', code: 'locked', id: 'in_1' }

t.test('a client that prefers application/problem+json gets it; other clients get the envelope of the catalog', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', async () => { throw new CatalogError('locked' as never, { id: 'in_1' } as never) })
  })
  for (const [accept, isProblem] of [
    ['*/*', false],
    ['application/json', false],
    ['application/problem+json', true],
    ['application/problem+json, application/json', true],
    ['application/json, application/problem+json', false],
    ['application/json;q=0.5, application/problem+json;q=0.9', true],
    ['application/json;q=0.9, application/problem+json;q=0.5', false],
    ['application/problem+json;q=0', false],
    ['application/problem+json, */*;q=0.1', true],
    ['application/*', false],
    ['text/html', false],
    ['nonsense;;q', false],
    ['', false]
  ] as const) {
    const { status, headers, body } = await ask('/', { headers: { accept } })
    t.equal(status, 409)
    t.match(body, isProblem ? problem : nested, accept)
    t.equal(headers['content-type'], isProblem ? 'application/problem+json' : 'application/json; charset=utf-8', accept)
    t.equal(headers['vary'], 'Accept')
  }
})

t.test('every failure is negotiated: 404, validation, an unknown error, an unknown Expect', async t => {
  const { ask, raw } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', async () => { throw new Error('hunter2') })
    app.post('/', { schema: { body: { type: 'object', required: ['a'] } } }, async () => '')
  }, serverOptions())
  const headers = { accept: 'application/problem+json' }
  for (const [path, init, status] of [['/none', {}, 404], ['/', {}, 500], ['/', { method: 'POST', body: '{}' }, 400], ['/%zz', {}, 400], ['/', { method: 'PUT' }, 405]] as const) {
    const got = await ask(path, { ...init, headers: { ...headers, ...'body' in init ? { 'content-type': 'application/json' } : {} } })
    t.match([got.status, got.headers['content-type'], got.body], [status, 'application/problem+json', { status }])
  }
  t.match(await raw('GET / HTTP/1.1\r\nhost: a\r\nexpect: cake\r\naccept: application/problem+json\r\n\r\n'), /417[^]*content-type: application\/problem\+json\r\n[^]*vary: Accept\r\n[^]*"status":417/)
})

t.test('Vary is added to what is there, and only where a scope negotiates', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
    app.get('/ok', async () => 'ok')
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog })
      scope.get('/ok', async () => 'ok')
      scope.get('/', async () => { throw new CatalogError('locked' as never, { id: 'in_1' } as never) })
    }, { prefix: '/v1' })
  })
  const headers = { accept: 'application/problem+json' }
  t.match(await ask('/v1', { headers }), { headers: { vary: 'Origin, Accept' }, body: problem })
  t.match(await ask('/none', { headers }), { headers: { vary: 'Origin' }, body: { error: { code: 'not_found' } } })
  t.equal((await ask('/v1/ok', { headers })).headers['vary'], 'Origin')
})

t.test('a detail with the name of a member of problem details is an error of the catalog', async t => {
  await t.rejects(loadContract({ extends: 'settlement', negotiate: true }), { message: /code must have another name: envelope rfc9457 writes its own code beside the details/ })
  const mine = { error: { oops: '$code', trace: '$requestId', text: '$message' } }
  const { problem } = await loadContract({ extends: 'settlement', negotiate: true, envelopes: { rfc9457: mine } })
  t.equal(problem?.name, 'rfc9457', 'a style of that name takes its place')
})

const languages = {
  extends: 'http',
  language: 'en',
  locales: {
    de: { locked: 'Rechnung {id} ist gesperrt.', not_found: 'Das gibt es nicht.' },
    'pt-BR': { locked: 'A fatura {id} está bloqueada.' },
    'zh-Hant': { locked: '發票 {id} 已鎖定。' }
  },
  codes: { locked }
} as const

t.test('the message is in the language the client prefers, where there is one; the rest stays', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: languages })
    app.get('/', (_request, reply) => reply.fail('locked' as never, { id: 'in_1' } as never))
    app.get('/own', (_request, reply) => reply.fail('locked' as never, { id: 'in_1' } as never, { message: 'Mine.' }))
    app.get('/unknown', async () => { throw new Error('hunter2') })
  })
  const en = 'Invoice in_1 is locked.'
  const de = 'Rechnung in_1 ist gesperrt.'
  const pt = 'A fatura in_1 está bloqueada.'
  const zh = '發票 in_1 已鎖定。'
  for (const [path, accept, language, message] of [
    ['/', '*', 'en', en],
    ['/', 'de', 'de', de],
    ['/', 'DE', 'de', de],
    ['/', 'de-AT', 'de', de],
    ['/', 'pt', 'pt-BR', pt],
    ['/', 'pt-PT, de', 'de', de],
    ['/', 'ptx', 'en', en],
    ['/', 'en-GB, de', 'en', en],
    ['/', 'en-GB;q=0.8, de', 'de', de],
    ['/', 'de-CH-1996, en', 'de', de],
    ['/', 'zh-Hant-TW', 'zh-Hant', zh],
    ['/', 'zh-hant-tw;q=0.9, en;q=0.8', 'zh-Hant', zh],
    ['/', 'zh', 'zh-Hant', zh],
    ['/', 'zh-Hans', 'en', en],
    ['/', 'fr, *;q=0.5, de;q=0.1', 'en', en],
    ['/', '*;q=0.1, de', 'de', de],
    ['/', 'pt-BR, de', 'pt-BR', pt],
    ['/', 'en, de', 'en', en],
    ['/', 'en;q=0.3, de;q=0.9', 'de', de],
    ['/', 'fr, de;q=0.1', 'de', de],
    ['/', 'fr', 'en', en],
    ['/', 'de;q=0', 'en', en],
    ['/none', 'pt-BR, de', 'de', 'Das gibt es nicht.'],
    ['/none', 'pt-BR', 'en', 'The requested resource does not exist.'],
    ['/unknown', 'de', 'en', 'The request failed for an unexpected reason.'],
    ['/own', 'de', 'en', 'Mine.']
  ] as const) {
    logs.length = 0
    const { headers, body } = await ask(path, { headers: { 'accept-language': accept } })
    t.match(body, { error: { message } }, `${path} in ${accept}`)
    t.same([headers['content-language'], headers['vary']], [language, 'Accept-Language'], `${path} in ${accept}`)
    if (path === '/') t.equal(logs.find(({ code }) => code === 'locked')?.['msg'], en, 'the log has one language')
  }
})

t.test('without locales no response has a Content-Language', async t => {
  const { ask } = await serve(t, app => app.register(errorCatalog))
  const { headers } = await ask('/', { headers: { 'accept-language': 'de' } })
  t.same([headers['content-language'], headers['vary']], [undefined, undefined])
})

t.test('a child inherits the messages of its parent, and a code it writes anew has none', async t => {
  const dir = t.testdir({
    'catalog.yaml': 'catalogs:\n  base:\n    extends: http\n    locales:\n      de: ./de.yaml\n    codes: {}\n  child:\n    extends: base\n    locales:\n      fr: { conflict: Un conflit. }\n    codes:\n      not_found: { status: 404, message: Nothing. }\n',
    'de.yaml': 'not_found: Das gibt es nicht.\nconflict: Das passt nicht zusammen.\n'
  })
  const child = await loadContract(`${dir}/catalog.yaml#child`)
  t.same(child.catalog.languages, ['en', 'de', 'fr'])
  const languagesOf = (code: string) => [...child.catalog.entries.get(code)?.messages.keys() ?? []]
  t.same([languagesOf('conflict'), languagesOf('not_found')], [['de', 'fr'], []])
})

t.test('each error in a locale is reported at its position, also in a separate file', async t => {
  const dir = t.testdir({
    'catalog.yaml': `extends: http
language: e n
locales:
  de:
    locked: Rechnung {nummer} ist gesperrt.
    lockd: Gesperrt.
    not_found: 'Das { ist offen.'
  english!: {}
  fr: ./fr.yaml
  it: ./it.yaml
  es: 5
codes:
  locked: { status: 409, message: 'Invoice {id} is locked.', details: { id: string } }
`,
    'fr.yaml': 'locked: La facture {id}.\nconflict: 5\nlockd: x\n'
  })
  const { diagnostics } = await lintCatalogs(`${dir}/catalog.yaml`)
  const told = diagnostics.filter(({ level }) => level === 'error').map(({ place: { file, line }, message }) => `${file.slice(dir.length + 1)}:${line} ${message.replaceAll(dir, '')}`)
  t.match(told, [
    /^catalog.yaml:2 language must be the tag of a language such as de or pt-BR, got "e n"/,
    /^catalog.yaml:5 \{nummer\} must be a declared detail/,
    /^catalog.yaml:6 "lockd" must be a code of this catalog \(did you mean "locked"\?\)/,
    /^catalog.yaml:7 a brace must open a hole/,
    /^catalog.yaml:8 a locale must be the tag of a language such as de or pt-BR, got "english!"/,
    /^catalog.yaml:10 it must name a file that can be read, got ".\/it.yaml": there is no such file/,
    /^catalog.yaml:11 es must be a mapping from code to message, or the path of a file with one, got 5/,
    /^fr.yaml:2 conflict must be a non-empty text, got 5/
  ])
  t.equal(told.length, 8)
})

t.test('a file of messages with invalid YAML is reported, and unknown codes in it', async t => {
  const dir = t.testdir({
    'catalog.yaml': 'extends: http\nlocales:\n  de: ./de.yaml\n  fr: ./fr.yaml\n',
    'de.yaml': 'a: {\n',
    'fr.yaml': 'lockd: x\n'
  })
  const { diagnostics } = await lintCatalogs(`${dir}/catalog.yaml`)
  t.match(diagnostics.filter(({ level }) => level === 'error').map(({ place: { file } }) => file.slice(dir.length + 1)), ['de.yaml', 'fr.yaml'])
})

t.test('lint reports codes without a message in a language', async t => {
  const { diagnostics } = await lint(() => lintCatalogs({ extends: 'http', locales: { de: { not_found: 'Nichts.' } } }))
  t.match(diagnostics, [{ level: 'warning', message: 'de has no message for 28 codes, such as bad_request, validation_failed, malformed_body: the one in en is sent' }])
})

t.test('a failure is sent for any Accept and Accept-Language', async t => {
  const app = (await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { ...languages, negotiate: true } })
  })).app
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), fc.string(), async (accept, language) => {
    const { statusCode, headers } = await app.inject({ url: '/none', headers: { accept, 'accept-language': language } })
    t.equal(statusCode, 404)
    t.match(headers, { 'content-type': /json/, 'content-language': /^(en|de|pt-BR|zh-Hant)$/ })
  }), { numRuns: 500 })
})

t.test('of Accept and Accept-Language the first 50 ranges count', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { ...languages, negotiate: true } })
    app.get('/', (_request, reply) => reply.fail('locked' as never, { id: 'in_1' } as never))
  })
  const after = (count: number, range: string, other: string) => [...Array.from({ length: count }, () => other), range].join(', ')
  for (const [count, type, language] of [[49, 'application/problem+json', 'de'], [50, 'application/json; charset=utf-8', 'en']] as const) {
    const { headers } = await ask('/', { headers: { accept: after(count, 'application/problem+json', 'image/png'), 'accept-language': after(count, 'de', 'fr') } })
    t.same([headers['content-type'], headers['content-language']], [type, language], `the range number ${count + 1}`)
  }
})
