"""How the HTML of a report looks, on a screen and on paper."""

STYLE = """
body{margin:0;font:1.125rem/1.5 "Atkinson Hyperlegible Next",Arial,sans-serif;color:#0b0c0c}
p,li{overflow-wrap:anywhere}main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:2rem;line-height:1.2}h2{font-size:1.5rem;margin-top:2.5rem}
.verdict{border-left:.6rem solid #1d70b8;padding:.5rem 1rem;background:#f3f2f1}
.verdict strong{display:block}
.picture{overflow-x:auto;margin:1rem 0}.picture svg{max-width:100%;min-width:30rem;height:auto}
:focus-visible{outline:3px solid #ffdd00;box-shadow:0 0 0 6px #0b0c0c}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #b1b4b6}
td{font-variant-numeric:tabular-nums}
dt{font-weight:bold}dd{margin:0 0 .6rem;overflow-wrap:anywhere}
@media print{h2{break-after:avoid}section{break-inside:avoid}}
"""
