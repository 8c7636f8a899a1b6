import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import { platforms } from '../../acceptance/tour/platforms.ts'
import { tour } from '../../acceptance/tour/tour.ts'
import { createValidate } from '../server/openapi/validate.ts'

type Data = Readonly<Record<string, any>>

t.test('the document of the demo shows every failure of the tour', async t => {
  const app = await buildDemo()
  t.teardown(() => app.close())
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const document = await (await fetch(`${base}/documentation/json`)).json() as Data
  const validate = createValidate(document)
  const rows = await tour(base)
  t.equal(rows.length, 112)
  for (const { platform, entry, answer, wrong } of rows) {
    t.same(wrong, [], entry.code)
    if (answer === undefined) continue
    const { method, path, status, headers, body } = answer
    const template = templateOf(document, method, path)
    // No route has the method, so no operation can document the response.
    if (template === undefined) t.match(entry, { status: 405 }, path)
    else t.equal(validate(method, template, status, { type: String(headers.get('content-type')), body }), undefined, `${platform} ${entry.code}`)
  }
})

/** The path of the operation that an URL leads to. */
function templateOf (document: Data, method: string, url: string): string | undefined {
  const segments = url.split('?')[0]?.split('/') ?? []
  const fits = (template: string) => {
    const parts = template.split('/')
    return parts.length === segments.length && parts.every((part, index) => part.startsWith('{') || part === segments[index])
  }
  const paths = Object.keys(document['paths']).filter(path => fits(path) && document['paths'][path][method.toLowerCase()] !== undefined)
  return paths.find(path => !path.includes('{')) ?? paths[0]
}

t.test('every operation of the platforms declares its errors', async t => {
  const app = await buildDemo()
  t.teardown(() => app.close())
  await app.ready()
  const document = app.swagger() as unknown as Data
  const operations = Object.entries(document['paths'] as Data).filter(([path]) => path !== '/')
    .flatMap(([path, item]) => Object.entries(item as Data).map(([method, operation]) => ({ name: `${method} ${path}`, platform: path.split('/')[1] as string, operation: operation as Data })))
  t.ok(operations.length > 90, `${operations.length} operations`)
  for (const { name, operation } of operations) t.ok(operation['x-error-codes'].length > 0, name)
  t.same([...new Set(operations.map(({ platform }) => platform))].sort(), Object.keys(platforms).sort())
  const page = await app.inject('/documentation/')
  t.match(page, { statusCode: 200, headers: { 'content-type': /^text\/html/ } })
})
