/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import errorDocs from 'fastify-error-catalog/docs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { catalogOf, hostile, words } from './pageCatalogs.ts'
import { launch } from './browser.ts'
import { needs } from './tools.ts'

const skip = needs('chromium')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const app = Fastify(serverOptions())
await app.register(helmet)
const catalogs = { few: catalogOf(words), many: catalogOf({}, 130), hostile: catalogOf(hostile) }
for (const [name, catalog] of Object.entries(catalogs)) {
  await app.register(async scope => {
    await scope.register(errorCatalog, { catalog: catalog as never })
    await scope.register(errorDocs, { title: `${name} errors`, links: [{ text: 'Status', href: '/status' }] })
    scope.get('/things/:id', { config: { errors: ['thing_0_failed' as never] } }, async () => 1)
  }, { prefix: `/${name}` })
}
const base = await app.listen({ port: 0, host: '127.0.0.1' })
let browser: Browser | undefined
t.before(async () => { if (skip === false) browser = await launch() })
t.teardown(async () => {
  await browser?.close()
  await app.close()
})

/** A page, and everything that it did although a page must not do it. */
async function open (t: Test, path: string, options: BrowserContextOptions = {}) {
  const context = await (browser as Browser).newContext(options)
  t.teardown(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) faults.push(message.text()) })
  page.on('pageerror', error => faults.push(String(error)))
  page.on('dialog', dialog => {
    faults.push(`dialog ${dialog.message()}`)
    dialog.dismiss().catch(() => {})
  })
  page.on('request', request => { if (!request.url().startsWith(`${base}/`) && !request.url().startsWith('data:')) faults.push(request.url()) })
  await page.addInitScript(() => { document.addEventListener('securitypolicyviolation', event => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`)) })
  await page.goto(base + path)
  return { page, faults }
}

const rowsOf = async (page: Page) => await page.locator('tbody tr:visible a').allTextContents()

t.test('the pages comply with the default policies of helmet and send no requests to other hosts', { skip }, async t => {
  for (const path of ['/few/errors', '/few/errors/thing_0_failed', '/many/errors', '/many/errors?q=thing_1']) {
    const { page, faults } = await open(t, path)
    await page.waitForLoadState('networkidle')
    t.strictSame(faults, [], path)
    t.equal(await page.evaluate(() => getComputedStyle(document.body).marginTop), '0px', `${path} has its stylesheet`)
  }
})

t.test('the filter of the index shows matching codes while the user types', { skip }, async t => {
  const { page, faults } = await open(t, '/many/errors')
  const all = await rowsOf(page)
  t.equal(all.length, 130)
  await page.keyboard.press('/')
  t.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'q')
  await page.keyboard.type('THING_12')
  t.strictSame(await rowsOf(page), all.filter(code => code.includes('thing_12')))
  t.equal(await page.locator('.count').textContent(), `${all.filter(code => code.includes('thing_12')).length} of 130 codes`)
  await page.keyboard.press('Escape')
  t.strictSame(await rowsOf(page), all)
  await page.selectOption('[name=status]', '409')
  t.ok((await page.locator('tbody tr:visible td:first-child').allTextContents()).every(status => status === '409'))
  await page.selectOption('[name=status]', '5xx')
  t.ok((await page.locator('tbody tr:visible td:first-child').allTextContents()).every(status => status.startsWith('5')))
  await page.fill('[name=q]', 'nothing has this')
  t.ok(await page.locator('.none').isVisible())
  await page.click('.none a')
  t.strictSame(await rowsOf(page), all)
  await page.fill('[name=q]', 'thing_77_')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/many/errors/thing_77_failed')
  t.equal(await page.locator('h1').textContent(), 'thing_77_failed')
  await page.goBack()
  t.strictSame(faults, [])
})

t.test('links to a code on the index, and to a detail on its page, work', { skip }, async t => {
  const { page } = await open(t, '/many/errors#thing_120_failed')
  t.equal(await page.locator('tr:target a').textContent(), 'thing_120_failed')
  t.ok(await page.locator('tr:target').evaluate(row => row.getBoundingClientRect().top < window.innerHeight))
  await page.goto(`${base}/few/errors/thing_0_failed#detail-id`)
  t.equal(await page.locator('div:target dt').textContent(), 'id')
})

t.test('users can read and filter everything without JavaScript', { skip }, async t => {
  const { page } = await open(t, '/many/errors', { javaScriptEnabled: false })
  t.equal((await rowsOf(page)).length, 130)
  await page.fill('[name=q]', 'thing_12_')
  await page.click('form button')
  t.equal(new URL(page.url()).search, '?q=thing_12_&status=&group=')
  t.strictSame(await rowsOf(page), ['thing_12_failed'])
  await page.click('tbody a')
  for (const text of ['thing_12_failed', 'Do something else.', 'What to do', 'HTTP/1.1']) t.ok(await page.getByText(text).first().isVisible(), text)
})

t.test('axe finds no problem in light, dark and narrow pages', { skip }, async t => {
  const looks: ReadonlyArray<readonly [name: string, options: BrowserContextOptions]> = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['320 px', { colorScheme: 'light', viewport: { width: 320, height: 640 } }]
  ]
  for (const [name, options] of looks) {
    for (const path of ['/few/errors', '/few/errors/thing_0_failed', '/few/errors/sprachverarbeitungsfehler', '/few/errors/thing_0_faild', '/few/errors?q=nothing-has-this']) {
      const { page } = await open(t, path, options)
      await page.evaluate(axe)
      const violations = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: { run: () => Promise<{ violations: Array<{ id: string, nodes: Array<{ html: string }> }> }> } }).axe.run()
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      })
      t.strictSame(violations, [], `${name} ${path}`)
    }
  }
})

t.test('no page scrolls sideways, even with very long words', { skip }, async t => {
  for (const width of [320, 768, 1280, 3840]) {
    for (const path of ['/few/errors', '/few/errors/sprachverarbeitungsfehler', '/many/errors', '/hostile/errors']) {
      const { page } = await open(t, path, { viewport: { width, height: 800 } })
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${width} ${path}`)
    }
  }
})

t.test('the recommended action is visible without scrolling', { skip }, async t => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
    const { page } = await open(t, '/few/errors/thing_0_failed', { viewport })
    for (const selector of ['h1', '.chips', '.next .verdict']) {
      const { bottom } = await page.locator(selector).evaluate(element => element.getBoundingClientRect().toJSON() as { bottom: number })
      t.ok(bottom < viewport.height, `${viewport.width} ${selector} ends at ${bottom}`)
    }
  }
})

t.test('pages escape hostile texts of a catalog', { skip }, async t => {
  for (const [code, { action }] of Object.entries(hostile)) {
    const { page, faults } = await open(t, `/hostile/errors/${encodeURIComponent(code)}`)
    t.equal(await page.locator('h1').textContent(), code)
    t.equal(await page.locator('.message').textContent(), action)
    t.equal(await page.locator('.next p').first().textContent(), action)
    t.equal(await page.locator('main script, main img, main iframe, [onerror]').count(), 0)
    t.strictSame(faults, [], code)
  }
  const { page, faults } = await open(t, '/hostile/errors')
  t.ok((await rowsOf(page)).length >= Object.keys(hostile).length)
  t.strictSame(faults, [])
})

t.test('an index of 130 codes, with its stylesheet and script, has at most 12 KB in gzip', async t => {
  const index = await (await fetch(`${base}/many/errors`)).text()
  const assets = [...index.matchAll(/(?:href|src)="(errors\/pages-[^"]+)"/g)].map(([, name]) => name as string)
  t.equal(assets.length, 2)
  let size = gzipSync(index).length
  for (const name of assets) size += gzipSync(await (await fetch(`${base}/many/${name}`)).text()).length
  t.ok(size <= 12 * 1024, `${size} bytes`)
})
