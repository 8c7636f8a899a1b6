import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'

const demo = await buildDemo()
const base = await demo.listen({ port: 0, host: '127.0.0.1' })
t.teardown(() => demo.close())

t.test('the first page of the demo leads to everything: as HTML for browsers, as JSON for others', async t => {
  const page = await fetch(base, { headers: { accept: 'text/html' } })
  t.match(page.headers.get('content-type'), 'text/html')
  const text = await page.text()
  const json = await (await fetch(base)).json() as { errors: string, platforms: Array<{ path: string, errors: string }> }
  t.strictSame(json.platforms.map(({ path }) => path), ['/kyc', '/billing', '/settlement', '/merchant', '/cards'])
  for (const url of [json.errors, ...json.platforms.map(({ errors }) => errors)]) {
    t.match(text, `<a href="${url}">`, url)
    t.equal((await fetch(base + url)).status, 200, url)
  }
  const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(text) ?? []
  t.equal((await fetch(base + style)).status, 200, style)
  t.match(text, `curl -siw &#39;\\n&#39; ${base}/`, 'the lines to paste')
})

t.test('the index of the server leads to the five platforms, and every link of every llms.txt answers 200', async t => {
  const index = await (await fetch(`${base}/errors.json`)).json() as { catalogs: Array<{ text: string, href: string }> }
  t.strictSame(index.catalogs.map(({ text }) => text), ['KYC errors', 'Billing errors', 'Settlement errors', 'Merchant errors', 'Cards errors'])
  for (const { href } of [{ href: 'errors' }, ...index.catalogs]) {
    const url = new URL(`${href}/llms.txt`, base)
    const links = [...(await (await fetch(url)).text()).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => new URL(link, url))
    t.ok(links.length > 10, href)
    const statuses = await Promise.all(links.map(async link => (await fetch(link, { method: 'HEAD' })).status))
    t.strictSame(statuses, links.map(() => 200), href)
  }
})
