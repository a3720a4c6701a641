"""Think family: finding families that several agencies know, without telling who the others are.

*Exercise*: one sealed matching of several agencies' extracts, for one purpose, under one set of
criteria. *Lead agency*: proposes it, and gets the families that meet the criteria. *Contributing
agency*: sends an extract that nobody can read, itself included. *Need*: one of the declared list
(``rules/needs.toml``). *Criteria*: so many needs, from so many agencies. *Run*: links the extracts
and writes down the families that meet the criteria; everybody else is a number. *Result*: those
families, readable by one team of the lead agency once they are released, until they are deleted.

There is no statutory model of it. It stands on the purpose's own gateway (``sharing.rules``:
Children Act 2004, section 10, for early help), on UK GDPR Article 5(1)(b), (c) and (e), which hold
it to its purpose, to what is needed and to its end, and on Article 35, since matching of this kind
needs an impact assessment beforehand. The list of needs follows the ten headline outcomes of the
*Supporting Families* programme (2022 to 2025).
"""
