import Charts

/// How pages look: by day, by night, on a phone and on paper.
enum Stylesheet {
  static let text = """
    :root{--ground:#f7f7f5;--paper:#fff;--ink:#1c1e21;--muted:#5f656d;--grid:#e3e4e6;--line:#dfe1e4;--good:#0b7048;\
    --warning:#8a5000;--tint:#f0f1ef;color-scheme:light}
    @media(prefers-color-scheme:dark){:root{--ground:#131518;--paper:#1d2024;--ink:#e9eaec;--muted:#a2a8b0;--grid:#32363c;\
    --line:#33373d;--good:#4cc38a;--warning:#f0b35b;--tint:#24282d;color-scheme:dark}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
    main{max-width:1180px;margin:0 auto;padding:32px 24px 72px}
    h1{font-size:27px;line-height:1.2;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}
    h2{font-size:19px;line-height:1.3;margin:0 0 4px}
    h3{font-size:15px;margin:0 0 6px;overflow-wrap:anywhere}
    p{margin:0 0 10px}
    a{color:inherit}
    section{margin-top:46px}
    .subtitle,.lead,.note{color:var(--muted)}
    .subtitle{margin:6px 0 12px;overflow-wrap:anywhere}
    .lead{max-width:76ch;margin-bottom:14px}
    .note{font-size:13px;margin:8px 0 0;max-width:90ch}
    .badges{list-style:none;display:flex;flex-wrap:wrap;gap:6px;margin:0 0 16px;padding:0}
    .badges li{border:1px solid var(--line);background:var(--paper);border-radius:99px;padding:2px 11px;font-size:13px;\
    overflow-wrap:anywhere}
    .good{color:var(--good)}.warning{color:var(--warning)}
    nav{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px}
    nav a{color:var(--muted);text-underline-offset:3px}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,210px),1fr));gap:14px;margin-top:26px}
    .card,.pane{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:16px 18px;min-width:0}
    .card h3{font-size:13px;font-weight:500;color:var(--muted);margin:0}
    .card .figure{font-size:25px;line-height:1.25;font-weight:650;margin:3px 0;letter-spacing:-.01em;overflow-wrap:anywhere}
    .card p{font-size:13px;color:var(--muted);margin:0}
    .multiples h3{font-size:13px;margin-bottom:2px}
    .panes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:14px}
    .thirds{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:14px}
    .pane+.pane,.panes+.pane,.pane+.panes,.thirds+.thirds,.thirds+.pane,.thirds+.panes{margin-top:14px}
    .panes>.pane,.thirds>.pane{margin-top:0}
    figure{margin:0}
    figcaption{font-size:13px;color:var(--muted);margin-top:8px}
    .chart{display:block;width:100%;height:auto;overflow:visible}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:9px 12px;text-align:right;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
    tr:last-child>*{border-bottom:0}
    thead th{font-weight:600;vertical-align:bottom;color:var(--muted);font-size:13px}
    tbody th,th.name{text-align:left;font-weight:600;white-space:normal;min-width:8.5em;max-width:22em;overflow-wrap:anywhere}
    td small,th small{display:block;font-size:12px;font-weight:400;color:var(--muted)}
    td .sd{color:var(--muted);font-size:13px}
    td.best b{text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:4px}
    td.words,th.words{text-align:left;white-space:normal;overflow-wrap:break-word}
    table code{font-size:.87em}td.id{white-space:nowrap}
    .scroll tbody th,.scroll th.name{position:sticky;left:-18px;background:var(--paper)}
    .gain{color:var(--good)!important}.loss{color:var(--warning)!important}
    .key{display:inline-block;width:26px;margin-right:8px;vertical-align:baseline}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;margin:0 0 12px;padding:0;font-size:14px}
    .multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,228px),1fr));gap:18px 22px}
    pre,code{font:13px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
    pre{background:var(--tint);border-radius:8px;padding:12px 14px;margin:8px 0 0;overflow-x:auto;white-space:pre-wrap;\
    overflow-wrap:anywhere}
    pre.columns{columns:24em;column-gap:28px}
    .wall{display:grid;grid-template-columns:repeat(6,1fr);gap:12px 10px}
    .wall img{width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;border-radius:7px;background:var(--tint);\
    display:block}
    .wall figcaption{font-size:11.5px;line-height:1.35;margin-top:4px;overflow-wrap:anywhere}
    .wall b{color:var(--ink);font-weight:600}
    .picture img{max-width:100%;height:auto;border-radius:8px;display:block;background:#fff}
    .features img{width:100%;height:auto;border-radius:8px;display:block;background:#fff}
    progress{width:100%;height:8px;accent-color:var(--good);margin:2px 0 6px}
    details{margin-top:12px}details figure{margin-top:18px}summary{cursor:pointer;color:var(--muted);font-size:14px}
    ul.checks{list-style:none;margin:0;padding:0}ul.checks li{padding:3px 0 3px 24px;text-indent:-24px;overflow-wrap:anywhere}
    ul.checks li::before{content:"✓";display:inline-block;width:24px;text-indent:0;color:var(--good)}
    ul.checks li.warning::before{content:"!";color:var(--warning);font-weight:700}
    @media(max-width:940px){.cards{grid-template-columns:1fr 1fr}}
    @media(max-width:560px){.cards{grid-template-columns:1fr}main{padding:22px 14px 48px}h1{font-size:22px}section{margin-top:36px}.card,.pane{padding:13px}\
    th,td{padding:8px 9px}tbody th,th.name{min-width:8.4em}.wall{grid-template-columns:repeat(4,1fr)}}
    @media print{:root{--ground:#fff;--paper:#fff;--ink:#000;--muted:#444;--grid:#ddd;--line:#ccc;--tint:#f4f4f4;\
    --good:#0b7048;--warning:#8a5000}nav{display:none}main{max-width:none;padding:0}body{font-size:11pt}\
    section{margin-top:20pt}h2,.lead{break-after:avoid;break-inside:avoid}.pane,.card,figure,tr{break-inside:avoid}\
    .cards{grid-template-columns:repeat(4,1fr)}.card{padding:8pt}.card .figure{font-size:14pt}\
    .panes{grid-template-columns:1fr 1fr}.thirds{grid-template-columns:repeat(3,1fr)}.pane{padding:8pt}\
    .multiples{grid-template-columns:repeat(4,1fr);gap:10pt}\
    .scroll{overflow:visible}table{font-size:8pt}th,td{padding:3pt 4pt}thead th,td small,th small,td .sd{font-size:7pt}\
    tbody th,th.name{min-width:5em}.key{margin-right:4pt}pre{font-size:7.5pt}figcaption,.note,.card p{font-size:8pt}\
    h3{font-size:9.5pt}.wall figcaption{font-size:6pt}}
    """ + "\n" + SVGPicture.stylesheet
}
