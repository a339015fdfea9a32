import re

from playwright.sync_api import Page

from printshop.ui.components.upload import sources


def test_the_joined_script_is_one_module_with_the_component_as_default(scripts: Page) -> None:
    kinds = scripts.evaluate(
        """async (source) => {
          const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const module = await import(address);
          return Object.entries(module).map(([name, value]) => [name, typeof value]);
        }""",
        sources.script(),
    )

    assert kinds == [["default", "function"]]


def test_no_script_sets_html_from_what_it_read() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", sources.script()
    )
