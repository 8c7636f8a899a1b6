import { loadContract } from '../src/envelope/load.ts'
import { shippedEnvelopes } from '../src/envelope/shippedEnvelopes.ts'
import { toFailure } from '../src/failure/failure.ts'

/** docs/reference/envelopes.md with the body of one failure in each shipped envelope. */
export async function fillEnvelopesPage (page: string): Promise<string> {
  const text = await bodies()
  return page.replace(/(<!-- envelopes -->\n)[^]*?(?=\n## )/, () => `<!-- envelopes -->\n\n${text}`)
}

async function bodies (): Promise<string> {
  const blocks = await Promise.all(Object.keys(shippedEnvelopes).map(async name => {
    const { catalog, envelope } = await loadContract({
      extends: 'http',
      envelope: name,
      codes: {
        invoice_locked: {
          status: 409,
          message: 'Invoice {invoiceId} is {state} and can no longer change.',
          details: { invoiceId: 'string', state: "'sent' | 'paid'" }
        }
      }
    })
    const entry = catalog.entries.get('invoice_locked')
    if (entry === undefined) throw new Error('the entry of the page is missing')
    const body = envelope.serialize(toFailure(entry, { requestId: 'req_7f3c', instance: '/invoices/inv_2', details: { invoiceId: 'inv_2', state: 'paid' } }))
    return `\`${name}\`, \`${envelope.contentType}\`${envelope.wrap === undefined ? '' : `; a success is \`${envelope.wrap('{"id":"inv_2"}')}\``}\n\n\`\`\`json\n${body}\n\`\`\`\n`
  }))
  return blocks.join('\n')
}
