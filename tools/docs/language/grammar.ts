/** The grammar of the text notation. A test holds it against the keywords and signs of the reader. */
export const grammar = `
condition   = conjunction { "or" conjunction }
conjunction = negation { "and" negation }
negation    = "not" negation | comparison
comparison  = sum [ ["not"] operator ( sum | span ) ] [ "else" constant ]
            | "exists" "(" fact ")"
            | ( "every" | "some" | "none" ) fact "(" condition ")"
operator    = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "matches"

sum         = product { ( "+" | "-" ) product }
product     = value { ( "*" | "/" ) value }
value       = fact | constant | "@" list | "group" name | "[" sum { "," sum } "]"
            | number "%" "of" value | "(" condition ")"
            | "count" "(" fact [ "where" condition ] ")"
            | "sum" "(" sum "of" fact [ "where" condition ] ")"
            | "first" "(" sum "," sum { "," sum } ")"
fact        = name { "." name | "[" [ digits ] "]" } | name "(" [ sum { "," sum } ] ")"
constant    = [ "-" ] number [ unit ] | "true" | "false" | WORD | '"' text '"'
            | "0x" digits | "address" '"' text '"' | instant

span        = ( time "-" time | day { "-" day | "," day } | date ".." date ) [ zone ]
`.trim()
