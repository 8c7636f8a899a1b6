import { json } from 'node:stream/consumers'
import { createStandIn, type StandIn } from '../../standIn.ts'

/** Fake servers of Stripe and of a screening provider, which the platform calls over HTTP. */
export function createProviders (): StandIn {
  return createStandIn(async (request, response) => {
    const body = await json(request).catch(() => ({})) as Record<string, string>
    const answer = services[request.url as keyof typeof services]?.(body)
    // The screening provider takes longer than the timeout.
    if (answer === undefined) return
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
}

const services = {
  '/stripe/bank_accounts': ({ routingNumber = '', accountNumber = '' }: Record<string, string>) => isRoutingNumber(routingNumber)
    ? { status: 200, body: { last4: accountNumber.slice(-4) } }
    : { status: 400, body: { error: { code: 'routing_number_invalid', message: `The routing number ${routingNumber} is not that of a bank.` } } },

  '/screening': ({ name }: Record<string, string>) => name === 'Slow Ltd' ? undefined : { status: 200, body: { isListed: false } }
} as const

/** The checksum of the American Bankers Association: weights 3, 7 and 1. */
function isRoutingNumber (text: string): boolean {
  const sum = [...text].reduce((total, digit, index) => total + Number(digit) * ([3, 7, 1][index % 3] ?? 0), 0)
  return sum % 10 === 0
}
