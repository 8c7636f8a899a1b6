import { unreachable } from '../../unreachable.ts'
import type { Invoice } from './invoices.ts'

export const formats = ['text', 'pdf'] as const

/** A printable invoice. This server writes the text, an external renderer the PDF. If fetch cannot reach it: 'unavailable'. */
export async function toDocument ({ id, currency, lines }: Invoice, format: typeof formats[number]): Promise<string> {
  const text = [`Invoice ${id}`, ...lines.map(({ description, amount }) => `${description}: ${amount} ${currency}`)].join('\n')
  if (format === 'text') return text
  const answer = await fetch(`${unreachable}/pdf`, { method: 'POST', body: text })
  return await answer.text()
}
