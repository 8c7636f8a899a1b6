import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { buildDemo } from '../examples/buildDemo.ts'
import { common as billingHeaders, outcomes as billing } from '../examples/platforms/billing/outcomes.ts'
import { common as settlementHeaders, outcomes as settlement } from '../examples/platforms/settlement/outcomes.ts'
import { createClient, type Client } from '../examples/tour/client.ts'

const platforms = {
  billing: { outcomes: billing, common: billingHeaders, codeOf: (body: unknown) => (body as { problem?: string }).problem },
  settlement: { outcomes: settlement, common: settlementHeaders, codeOf: (body: unknown) => (body as { error?: { code: string } }).error?.code }
} as const

type Name = keyof typeof platforms

async function withDemo<T> (name: Name, work: (api: Client) => Promise<T>): Promise<T> {
  const app = await buildDemo()
  try {
    return await work(createClient(`${await app.listen({ port: 0, host: '127.0.0.1' })}/${name}`, platforms[name].common))
  } finally {
    await app.close()
  }
}

for (const name of Object.keys(platforms) as Name[]) {
  const { outcomes, codeOf } = platforms[name]

  t.test(`no outcome of ${name} rests on another: from the last to the first, and again, each is the same`, async t => {
    const backwards = [...outcomes].reverse()
    await withDemo(name, async api => {
      for (const { code, provoke } of [...backwards, ...backwards]) t.equal(codeOf((await provoke(api)).body), code)
    })
  })

  t.test(`each code of ${name} stands where it comes from: one search finds it`, async t => {
    const folder = new URL(`../examples/platforms/${name}/`, import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && !/outcomes|tries/.test(file))
    const text = files.map(file => readFileSync(new URL(file, folder), 'utf8')).join('')
    for (const { code } of outcomes) t.ok(text.includes(`'${code}'`), code)
  })
}

for (const [required, status] of [[undefined, 403], ['1', 403], ['0', 201]] as const) {
  t.test(`live mode of an unverified workspace with KYB_REQUIRED_FOR_LIVE=${required ?? ''} is answered with ${status}`, async t => {
    const before = process.env['KYB_REQUIRED_FOR_LIVE']
    t.teardown(() => set(before))
    set(required)
    const { provoke } = settlement.find(({ code }) => code === 'kyb_required') ?? {}
    t.equal((await withDemo('settlement', async api => provoke?.(api)))?.status, status)
  })
}

function set (value: string | undefined) {
  if (value === undefined) delete process.env['KYB_REQUIRED_FOR_LIVE']
  else process.env['KYB_REQUIRED_FOR_LIVE'] = value
}
