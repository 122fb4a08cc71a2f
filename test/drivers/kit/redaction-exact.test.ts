/** Exactly what redaction masks in a page, and exactly what it leaves. */
import { describe, expect, it } from 'vitest'
import { outlineOf, redactPage, redactText, redactUrl } from '#electron/drivers/kit/redaction.ts'

const mask = '••••'
/** `#` stands for a secret in the page, and for the mask in what is kept of it. */
const masked = (page: string) => page.replaceAll('#', mask)
const filled = (page: string) => page.replaceAll('#', 'hush1')

describe('the names of secrets', () => {
  it.each([
    ...['pass', 'password', 'Passwd', 'passphrase', 'passcode', 'pwd', 'secret', 'pin', 'access code'],
    ...['access_code', 'accesscode', 'access-code', 'token', 'credential', 'api key', 'api_key', 'apikey'],
    ...[
      'AdminPassword',
      'adm.user_password',
      'Access PIN',
      'userPin',
      'sip.pin',
      'WpaPassphrase',
      'adminPwd',
    ],
  ])('%s', (name) => {
    expect(redactPage(`<i name="${name}" value="hush1">`)).toBe(`<i name="${name}" value="${mask}">`)
  })

  it.each([
    'passenger',
    'pinned',
    'spinning',
    'shipping',
    'ConfigUrl',
    'mode',
    'pwdx',
    `${'a'.repeat(64)}pin`,
  ])('and %s is none', (name) => {
    const page = `<i name="${name}" value="hush1">`
    expect(redactPage(page)).toBe(page)
  })

  it.each([
    'k',
    'key',
    'sid',
    'sig',
    'auth',
    'session',
    'sessionId',
    'JSESSIONID',
    'PHPSESSID',
    'nonce',
    'hash',
  ])('in a query: %s', (name) => {
    expect(redactText(`/a?x=1&${name}=hush1&y=2`)).toBe(`/a?x=1&${name}=${mask}&y=2`)
    expect(redactText(`${name}=hush1`)).toBe(`${name}=${mask}`)
    expect(redactText(`${name}: kept`)).toBe(`${name}: kept`)
  })

  it.each(['code', 'userpass', 'user_pass'])('in a query: %s', (name) => {
    expect(redactText(`/a?${name}=hush1`)).toBe(`/a?${name}=${mask}`)
  })

  it.each(['x', 'page', 'keys', 'xk', 'barcode'])('in a query, %s is none', (name) => {
    expect(redactText(`/a?${name}=kept`)).toBe(`/a?${name}=kept`)
  })
})

describe('a page', () => {
  it.each([
    ['an element', '<AdminPassword>#</AdminPassword><B>2</B>'],
    ['texts and values inside an element', '<p name="Password">#<v current="#" other="1"/>#</p><p>3</p>'],
    ['an element of the same name ends the one before', '<p name="pin">#<p name="x">3</p>'],
    ['an empty element holds nothing', '<p name="pin" value="#"/>3'],
    ['an element that is never closed holds nothing', '<input name="pin" value="#">3<INPUT name="pin">4'],
    [
      'the other elements without an end',
      '<meta name="pin">1<br id="pin">2<img id="pin">3<link id="pin">4<hr id="pin">5',
    ],
    ['a name and the element after it', '<N>AuthPassword</N><V>#</V><N>b</N><V>2</V>'],
    [
      'a name, a field after it and the next text',
      '<label>Admin Password</label><i value="#"><b>#</b><b>3</b>',
    ],
    ['blanks around a value', '<p name="pin"> <v value="#"/>\n</p> <b>2</b>'],
    ['blanks between a name and its value', '<N>pin</N>\n <V>#</V> <W>2</W>'],
    ['a name between spaces', '<N> pin </N><V>#</V>'],
    ['a text that is longer than a name', `<N>${'a '.repeat(40)}pin</N><V>2</V>`],
    ['a sentence that is no name', '<p>Forgot the password?</p><p>2</p>'],
    ['a name of other attributes', '<i class="pin" value="2"><i title="pin" value="3">'],
    ...['name', 'id', 'type', 'label', 'for', 'NAME'].map((by) => [by, `<i ${by}="pin" value="#">`]),
    ...['value', 'current', 'default', 'content'].map((of) => [of, `<i name="pin" ${of}="#" x="1">`]),
    ['an element within one', '<pin><b name="x">#</b>#</pin>1'],
    ['a script', '<script>var adminPwd = "#"; var mode = "2"</script>'],
    ['lines without markup', 'pin: #\nmode: 2'],
    ['no text at all', ''],
    ['a tag without its end', '<i name="pin" value="#"'],
  ])('%s', (_what, page) => {
    expect(redactPage(filled(page ?? ''))).toBe(masked(page ?? ''))
  })

  it.each([
    ['<N>pin</N><V>password</V><W>kept</W>', `<N>pin</N><V>${mask}</V><W>kept</W>`],
    ['<p name="pin">password</p><W>kept</W>', `<p name="pin">${mask}</p><W>kept</W>`],
  ])('a value that looks like a name begins nothing: %s', (page, kept) => {
    expect(redactPage(page)).toBe(kept)
  })

  it.each([
    ["<i name='pin' value='hush1'>", `<i name='pin' value="${mask}">`],
    ['<i name=pin VALUE = hush1>', `<i name=pin VALUE="${mask}">`],
  ])('a value however it is written: %s', (page, kept) => {
    expect(redactPage(page)).toBe(kept)
  })
})

describe('text without markup', () => {
  it.each([
    ['Set-Cookie: #', 'Set-Cookie: session=hush1; Path=/\r\nServer: x', 'Set-Cookie: #\r\nServer: x'],
    ['Set-Cookie2', 'set-cookie2: hush1\nx', 'set-cookie2: #\nx'],
    ['Cookie', 'a\ncookie: b=hush1', 'a\ncookie: #'],
    ['Authorization', 'Authorization: Basic hush1==', 'Authorization: #'],
    ['Proxy-Authorization', 'Proxy-Authorization : hush1', 'Proxy-Authorization : #'],
    ['Authentication-Info', 'Authentication-Info: rspauth="hush1"', 'Authentication-Info: rspauth="#"'],
    ['Proxy-Authentication-Info', 'Proxy-Authentication-Info: hush1', 'Proxy-Authentication-Info: #'],
    ['a token header', 'X-Csrf-Token: a hush1', 'X-Csrf-Token: #'],
    ['user information', 'see https://admin:hush1@192.0.2.1/a', 'see https://#@192.0.2.1/a'],
    ['an address of mail', 'mail a@example.test', 'mail a@example.test'],
    ['a URL', 'http://192.0.2.1/a?b=1', 'http://192.0.2.1/a?b=1'],
    ['double quotes', '{"a":1,"pin":"hush1","b":2}', '{"a":1,"pin":"#","b":2}'],
    ['single quotes', "{'pin' : 'hush1', 'b': 2}", "{'pin' : '#', 'b': 2}"],
    ['an escape inside', '{"pin":"a\\"hush1","b":2}', '{"pin":"#","b":2}'],
    ['no quotes', 'pin=hush1&b=2;pin=hush1,c', 'pin=#&b=2;pin=#,c'],
    ['a name in quotes only', '"pin": hush1', '"pin": #'],
    ['a form', 'user=admin&password=hush1&x=1', 'user=admin&password=#&x=1'],
  ])('%s', (_what, text, kept) => {
    expect(redactText(text)).not.toContain('hush1')
    if (!/info/i.test(text)) expect(redactText(text)).toBe(masked(kept))
  })

  it.each([
    ['http://admin:hush1@192.0.2.1/a?k=hush1', `http://${mask}@192.0.2.1/a?k=${mask}`],
    ['/a?', `/a?${mask}`],
    ['/a?x=1=2&y', `/a?x=${mask}&${mask}`],
    ['?k=1', `?k=${mask}`],
  ])('the URL %s', (url, kept) => {
    expect(redactUrl(url)).toBe(kept)
  })

  it.each([
    ['<TITLE lang="en"> a\n </TITLE>', 'a'],
    ['<title>pin=hush1</title>', `pin=${mask}`],
    ['<title></title>', ''],
    ['<h1>a</h1>', null],
    [`${' '.repeat(8_192)}<title>far</title>`, null],
  ])('the title of %j', (page, title) => {
    expect(outlineOf(page)).toEqual({ length: page.length, title })
  })
})
