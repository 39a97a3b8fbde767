// Shows what the server tells this device while no page is open, and leads to it. It caches nothing and answers no request.
self.addEventListener('push', (event) => {
  const { title, body, tag, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.url, self.location.origin);
  if (address.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(async (pages) => {
      const page = pages.find((p) => new URL(p.url).origin === address.origin);
      if (page === undefined) return self.clients.openWindow(address.href);
      return (await page.navigate(address.href))?.focus();
    }),
  );
});
