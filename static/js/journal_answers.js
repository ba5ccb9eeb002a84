// An answer is read once it stands before somebody's eyes: the clinic hears of it, from this phone alone.
const AWAKE = 1000; // ms in view

export function tellOfReading(main) {
  const seen = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      clearTimeout(target.waits);
      if (isIntersecting) target.waits = setTimeout(() => tell(target, seen), AWAKE);
    }
  });
  for (const reply of main.querySelectorAll("[data-unread]")) seen.observe(reply);
}

// Without a network it is told when the page is opened next.
async function tell(reply, seen) {
  if (document.hidden) return document.addEventListener("visibilitychange", () => tell(reply, seen), { once: true });
  seen.unobserve(reply);
  await fetch(`/api/answers/${reply.dataset.unread}/reading`, { method: "POST" }).catch(() => null);
}
