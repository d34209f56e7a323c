"""What the package promises as a package: light imports, honest exports, a model and a letter inside."""

import subprocess
import sys

import pytest

import index
import qa


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh Python has after running some code."""
    listing = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{listing}"], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_importing_the_packages_imports_nothing_heavy() -> None:
    heavy = {"numpy", "faiss", "torch", "transformers", "sentence_transformers", "gradio", "tokenizers", "scipy"}
    assert not heavy & imported_by("import qa, index")


def test_asking_the_embedded_model_imports_neither_torch_nor_gradio() -> None:
    heavy = {"torch", "transformers", "sentence_transformers", "gradio"}
    assert not heavy & imported_by("import qa; qa.open().ask('联系电话')")


@pytest.mark.parametrize("package", [qa, index])
def test_all_names_what_is_there(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name)
