/** What a status other than 200 means on the way from WeChat to us. */
export type Explained = { readonly text: string; readonly hint: string }

export type Answer = {
  readonly status: number
  readonly body: string
  readonly headers: { readonly location?: string | undefined; readonly server?: string | undefined }
}

export function explainStatus({ status, body, headers }: Answer, url: URL): Explained {
  const what = `状态是 ${status}${headers.server ? `（${headers.server}）` : ''}`
  if (status >= 300 && status < 400) return redirected(status, headers.location, url)
  if (status === 400 && /HTTP request (was sent )?to (an )?HTTPS/i.test(body))
    return { text: `${what}：这个端口是 https`, hint: '把地址里的 http:// 改成 https://' }
  switch (status) {
    case 401:
      return { text: `${what}：那里要登录`, hint: '在反向代理里给回调地址关掉登录（Basic 认证）' }
    case 404:
      return {
        text: `${what}：没有这个路径`,
        hint: '账号 main 的路径是 /wechat，别的账号是 /wechat/账号名；反向代理转发时不要改动路径',
      }
    case 405:
      return { text: `${what}：不允许这种请求`, hint: '反向代理要让 GET 和 POST 都通过' }
    case 413:
      return { text: `${what}：那里嫌请求太大`, hint: '调大反向代理的上限（nginx 的 client_max_body_size）' }
    case 429:
      return { text: `${what}：那里限制了请求的次数`, hint: '不要对微信的请求限流，或把上限调高' }
    case 502:
    case 503:
    case 504:
      return {
        text: `${what}：反向代理在，但它后面的程序没有回答`,
        hint: '运行 npm start，并检查反向代理转发到的端口（nginx 的 proxy_pass）和 PORT 一致',
      }
  }
  if (status >= 500) return { text: `${what}：那边的程序出错了`, hint: '看那边的日志' }
  return { text: `${what}，应为 200`, hint: '检查地址是不是指向这个程序，中间的代理有没有改动回答' }
}

/** Without the query, which is signed. */
function redirected(status: number, location: string | undefined, url: URL): Explained {
  const target =
    location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined
  const text = `状态是 ${status}：跳转${target ? `到 ${target.origin}${target.pathname}` : ''}，微信不跟随跳转`
  if (target?.pathname === '/login')
    return { text, hint: '这像是控制台的端口；填公开的地址，它要通到 PORT（默认 3000）' }
  return {
    text,
    hint: target
      ? `直接填 ${target.origin}${target.pathname}，或在反向代理里去掉这个跳转`
      : '在反向代理里去掉这个跳转',
  }
}
