/** The account of the address without a name. */
export const DEFAULT_ACCOUNT = 'main'

/** Where WeChat calls an account. */
export const callbackPath = (account: string): string =>
  account === DEFAULT_ACCOUNT ? '/wechat' : `/wechat/${account}`
