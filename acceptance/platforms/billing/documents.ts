import { unreachable } from '../../unreachable.ts'
import type { Invoice } from './invoices.ts'

export const formats = ['text', 'pdf'] as const

/** An invoice to print. Its text is written here, a PDF by a renderer elsewhere: where that is out of reach, fetch fails, which is 'unavailable'. */
export async function toDocument ({ id, currency, lines }: Invoice, format: typeof formats[number]): Promise<string> {
  const text = [`Invoice ${id}`, ...lines.map(({ description, amount }) => `${description}: ${amount} ${currency}`)].join('\n')
  if (format === 'text') return text
  const answer = await fetch(`${unreachable}/pdf`, { method: 'POST', body: text })
  return await answer.text()
}
