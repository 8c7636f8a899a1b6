export type Plan = 'starter' | 'enterprise'

/** The plans of merchants. A starter sends 10 requests a second, an enterprise 250: in a minute `budgets.all` and 25 times as many. */
export const plans: Readonly<Record<Plan, { readonly liveKeys: number, readonly webhooks: boolean, readonly budgetFactor: number }>> = {
  starter: { liveKeys: 2, webhooks: false, budgetFactor: 1 },
  enterprise: { liveKeys: 20, webhooks: true, budgetFactor: 25 }
}
