/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "html-text.h"

#include "symbol-text.h"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr const char* STYLE = R"(
body{font:16px/1.5 sans-serif;color:#111;background:#fff;max-width:75rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}
h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #bbb}
figure{margin:1.5rem 0}
h3{font-size:1.05rem;margin:1.6rem 0 0}
.panels{display:flex;flex-wrap:wrap;gap:0 2rem}
.panels figure{flex:1 1 30rem;min-width:min(30rem,100%);max-width:36rem}
.panels figure:only-child{max-width:60rem}
figure img{width:100%;max-width:60rem;height:auto}
figcaption{max-width:60rem;color:#333}
.scroll{overflow-x:auto;margin:1rem min(0px,(75rem - 100vw)/2 + 1rem) 1rem 0}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums;font-size:.85rem}
th,td{padding:.2rem .45rem;text-align:right;white-space:nowrap;vertical-align:top;border-bottom:1px solid #ddd}
th{border-bottom:2px solid #555;vertical-align:bottom;white-space:normal;min-width:2.6rem}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:#fff;min-width:min(7rem,30vw);max-width:40vw;white-space:normal}
.prose th,.prose td{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:3rem}
.prose th:first-child,.prose td:first-child{overflow-wrap:break-word}
pre{background:#f4f4f4;padding:.8rem;overflow-x:auto;font-size:.85rem}
.bad{color:#a00}
@media print{body{max-width:none;margin:0}}
)";

std::string
Base64(const std::string& bytes)
{
    namespace iterators = boost::archive::iterators;
    typedef iterators::base64_from_binary<
        iterators::transform_width<std::string::const_iterator, 6, 8>>
        Encoder;
    std::string text(Encoder(bytes.begin()), Encoder(bytes.end()));
    return text.append((3 - bytes.size() % 3) % 3, '=');
}

std::string
Row(const char* tag, const std::vector<std::string>& cells)
{
    std::string row = "<tr>";
    for (const auto& cell : cells)
    {
        row += std::string("<") + tag + ">" + cell + "</" + tag + ">";
    }
    return row + "</tr>\n";
}

} // namespace

std::string
HtmlText(const std::string& text)
{
    std::string html;
    for (const char c : text)
    {
        switch (c)
        {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        default:
            html += c;
        }
    }
    return html;
}

std::string
HtmlMath(const std::string& text)
{
    return WithSymbols(HtmlText(WithPowers(text)),
                       {{"b^", "b̂"},
                        {"f~", "f̃"},
                        {"w^", "ŵ"},
                        {"&lt;=", "≤ "},
                        {"T0", "T₀"},
                        {"E0", "E₀"},
                        {"lambda", "λ"},
                        {"sum n", "Σ n"},
                        {"||x||_1", "‖x‖₁"},
                        {"D_L", "D<sub>L</sub>"},
                        {"D_S", "D<sub>S</sub>"},
                        {"D_U", "D<sub>U</sub>"}});
}

std::string
HtmlTable(const std::vector<std::string>& header,
          const std::vector<std::vector<std::string>>& rows,
          bool isProse)
{
    std::string html = std::string("<div class=\"scroll\"><table") +
                       (isProse ? " class=\"prose\"" : "") + ">\n<thead>" + Row("th", header) +
                       "</thead>\n<tbody>\n";
    for (const auto& row : rows)
    {
        html += Row("td", row);
    }
    return html + "</tbody>\n</table></div>\n";
}

std::string
HtmlFigure(const std::string& svg,
           const std::string& narrow,
           const std::string& caption,
           bool hasSymbols)
{
    // As images of their own: names within one picture cannot then clash with another's.
    const auto text = HtmlText(caption);
    const auto data = [](const std::string& picture) {
        return "\"data:image/svg+xml;base64," + Base64(picture) + "\"";
    };
    const auto source = "<source media=\"(max-width:40rem)\" srcset=" + data(narrow) + ">\n";
    return "<figure><picture>" + (narrow.empty() ? "" : source) + "<img alt=\"" + text +
           "\" src=" + data(svg) + "></picture>\n<figcaption>" +
           (hasSymbols ? HtmlMath(caption) : text) + "</figcaption></figure>\n";
}

std::string
HtmlPage(const std::string& title, const std::string& body)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
           HtmlText(title) + "</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<h1>" +
           HtmlText(title) + "</h1>\n" + body + "</body>\n</html>\n";
}

} // namespace coinference
} // namespace ns3
