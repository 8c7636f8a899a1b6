import { CatalogError } from '../../../src/index.ts'
import type { NewWallet, Transfer } from './bodies.ts'
import type { Invoices } from './invoices.ts'
import { toAmount, toCents } from './money.ts'
import type { Payments } from './payments.ts'
import { createRecords, type Owned } from './records.ts'

export interface Wallet extends Owned, NewWallet {
  readonly balance: string
}

export function createWallets (invoices: Invoices, payments: Payments) {
  const wallets = createRecords<Wallet>('wal')

  /** The wallet after an amount was added or taken. */
  function moved (tenant: string, id: string, cents: number): Wallet {
    const wallet = wallets.read(tenant, id)
    const balance = toCents(wallet.balance) + cents
    if (balance < 0) throw new CatalogError('wallet.insufficient_funds')
    return { ...wallet, balance: toAmount(balance) }
  }

  return {
    read: wallets.read,
    create: (tenant: string, content: NewWallet): Wallet => wallets.create(tenant, { ...content, balance: '0.00' }),
    topUp: (tenant: string, id: string, { amount }: Transfer): Wallet => wallets.save(moved(tenant, id, toCents(amount))),
    /** The owner may take out the whole balance. */
    withdraw: (tenant: string, id: string, { amount }: Transfer): Wallet => wallets.save(moved(tenant, id, -toCents(amount))),

    /** Pay an invoice. The reserve that the tenant keeps for rounding and late fees stays in the wallet. */
    settle (tenant: string, id: string, invoice: string): Wallet {
      const amount = invoices.readDue(tenant, invoice)
      payments.checkIdle(invoice)
      const { currency, drift_floor: floor = '0.00' } = wallets.read(tenant, id)
      if (currency !== invoices.read(tenant, invoice).currency) throw new CatalogError('wallet.currency_mismatch')
      const wallet = moved(tenant, id, -toCents(amount))
      if (toCents(wallet.balance) < toCents(floor)) throw new CatalogError('wallet.below_drift_floor')
      invoices.addPaid(tenant, invoice, amount)
      return wallets.save(wallet)
    }
  }
}
