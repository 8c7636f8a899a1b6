// Takes the pictures of docs/images: index and page of the demo, light and dark. `npm run screenshots`, after `npm run test:interop`.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildDemo } from '../acceptance/buildDemo.ts'
import { launch } from './test/browser.ts'

const folder = fileURLToPath(new URL('../docs/images', import.meta.url))
mkdirSync(folder, { recursive: true })

const app = await buildDemo()
const base = await app.listen({ port: 0, host: '127.0.0.1' })
const browser = await launch()
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, path] of [['index', '/billing/errors'], ['page', '/settlement/errors/restricted_jurisdiction']] as const) {
      const page = await browser.newPage({ viewport: { width: 1080, height: 640 }, colorScheme })
      await page.goto(base + path)
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` })
      await page.close()
    }
  }
} finally {
  await browser.close()
  await app.close()
}
