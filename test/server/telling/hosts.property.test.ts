import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigInvalid, readConfig } from '../../../server/config.ts';
import { isAllowed } from '../../../server/telling/hosts.ts';

const hostsOf = (list: string): readonly string[] => readConfig({ WEBHOOK_HOSTS: list }).webhookHosts;

it('nothing is allowed where nothing is set', () => {
  fc.assert(fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (url) => !isAllowed(url, hostsOf(''))));
});

it.each([
  ['qyapi.weixin.qq.com', 'https://qyapi.weixin.qq.com/x', true],
  ['qyapi.weixin.qq.com', 'https://QYAPI.weixin.qq.com:8443/x', true],
  ['qyapi.weixin.qq.com', 'https://evil.cn/?qyapi.weixin.qq.com', false],
  ['qyapi.weixin.qq.com', 'https://qyapi.weixin.qq.com.evil.cn/', false],
  ['qyapi.weixin.qq.com', 'https://a.qyapi.weixin.qq.com/', false],
  ['*.gov.cn', 'https://a.b.gov.cn/', true],
  ['*.gov.cn', 'https://gov.cn/', false],
  ['*.gov.cn', 'https://evilgov.cn/', false],
  ['10.1.2.3:8080', 'http://10.1.2.3:8080/', true],
  ['10.1.2.3:8080', 'http://10.1.2.3/', false],
  ['10.1.2.3:80', 'http://10.1.2.3/', true],
  ['10.1.2.3', 'http://0x0a010203/', true],
  ['[::1]:81', 'http://[::1]:81/', true],
  ['[::1]:81', 'http://[::1]/', false],
  ['*', 'http://anything.cn:81/', true],
  ['*', 'ftp://anything.cn/', false],
  ['*', 'http://u:p@anything.cn/', false],
  ['*', 'nonsense', false],
  ['a.cn, b.cn', 'http://b.cn/', true],
])('a list of %s, asked for %s: %s', (list, url, allowed) => {
  expect(isAllowed(url, hostsOf(list))).toBe(allowed);
});

it('a list that cannot be read is refused at the start', () => {
  for (const list of ['http://a.cn', 'a.cn/x', 'a cn', 'a.*.cn', ','])
    expect(() => hostsOf(list)).toThrow(ConfigInvalid);
});
