"""Scripts as people have hidden them in fields. Each one, if it ran, would leave `window.ran` or open a dialog."""

import os

RUN = "window.ran=1;alert(1)"
ALL = [
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f'" autofocus onfocus="{RUN}" x="',
    f"' onmouseover='{RUN}' x='",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"javascript:{RUN}",
    f"<a href=javascript:{RUN}>x</a>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "{{31337*31337}}{% print(31337*31337) %}${31337*31337}",
    f"<div hx-get=/ hx-trigger=load hx-on:load={RUN}>",
    f"<button hx-on:click={RUN} hx-trigger=load autofocus>x</button>",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"\u003cscript\u003e{RUN}\u003c/script\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"--><script>{RUN}</script><!--",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
]
PAYLOADS = ALL if os.environ.get("TRUST") == "1" else [ALL[1], ALL[20]]
